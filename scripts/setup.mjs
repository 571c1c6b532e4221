// Prepares this machine for a command, then runs it:
//
//   node scripts/setup.mjs [--browser] command args…
//
// What is missing is fetched: a Node new enough for the tools (into .cache), the packages and, with --browser, a
// Chromium, whose path the command finds in CHROMIUM.

import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { chromium } from './setup/chromium.mjs'
import { fromRoot, stop, windows } from './setup/machine.mjs'
import { recentNode } from './setup/node.mjs'
import { installPackages } from './setup/packages.mjs'

const { env } = process
const args = process.argv.slice(2)
const wantsBrowser = args[0] === '--browser'
if (wantsBrowser) args.shift()
if (args.length === 0) stop('usage: node scripts/setup.mjs [--browser] command args…')

env.PATH = [recentNode(), fromRoot('node_modules/.bin'), env.PATH].filter(Boolean).join(delimiter)
installPackages()
if (wantsBrowser) env.CHROMIUM = chromium()
run(args)

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
