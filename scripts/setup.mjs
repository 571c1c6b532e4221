// Prepares this machine for a command, then runs it:
//
//   node scripts/setup.mjs [flags] command args…
//
// What is missing is fetched: a Node new enough for the tools (into .cache), the packages, and what the flags ask for: see
// setup/needs.mjs. The command finds the paths of programs in its environment: CHROMIUM (--browser), FIREFOX (--firefox),
// WEBKIT_DRIVER (--webkit), REDIS_SERVER (--redis) and PYTHON (--python). FIREFOX, WEBKIT_DRIVER and PYTHON are not set where
// they cannot be had.

import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { fromRoot, stop, windows } from './setup/machine.mjs'
import { install, splitFlags, usage } from './setup/needs.mjs'
import { recentNode } from './setup/node.mjs'
import { installPackages } from './setup/packages.mjs'

const { env } = process
const { flags, rest: command } = splitFlags(process.argv.slice(2))
if (command.length === 0) stop(`usage: node scripts/setup.mjs ${usage} command args…`)

env.PATH = [recentNode(), fromRoot('node_modules/.bin'), env.PATH].filter(Boolean).join(delimiter)
installPackages()
install(flags)
run(command)

/** The first word may be a whole shell line (`a && b`); what follows are plain arguments. */
function run([line, ...rest]) {
  // Without `exec` a signal would reach the shell and not the command.
  const exec = windows || /[&|;]/.test(line) ? [] : ['exec']
  const child = spawn([...exec, line, ...rest.map(quote)].join(' '), { cwd: fromRoot(), shell: true, stdio: 'inherit' })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeAllListeners(name)
    if (signal) process.kill(process.pid, signal)
    else process.exitCode = code
  })
}

function quote(arg) {
  if (/^[\w@%+=:,./-]+$/.test(arg)) return arg
  return windows ? `"${arg}"` : `'${arg.replaceAll("'", String.raw`'\''`)}'`
}
