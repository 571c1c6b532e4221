import { chromium } from './chromium.mjs'
import { firefox } from './firefox.mjs'
import { stop } from './machine.mjs'
import { installPackages } from './packages.mjs'
import { python } from './python.mjs'
import { redisServer } from './redis.mjs'
import { webkitDriver } from './webkit.mjs'

/**
 * What a command may need beside the packages of the root, by the flag that asks for it. `meet` installs what is missing; it is given
 * what follows the `=` of a flag that takes something.
 */
const needs = {
  '--browser': { meet: () => tellCommand('CHROMIUM', chromium()) },
  '--firefox': { meet: () => tellCommand('FIREFOX', firefox()) },
  '--webkit': { meet: () => tellCommand('WEBKIT_DRIVER', webkitDriver()) },
  '--redis': { meet: () => tellCommand('REDIS_SERVER', redisServer()) },
  '--python': { meet: () => tellCommand('PYTHON', python()) },
  // A folder with a package.json and a lock of its own: `--packages=test/some-folder`.
  '--packages': { takes: 'folder', meet: installPackages },
}

/** All flags, as a usage line has them. */
export const usage = Object.entries(needs)
  .map(([flag, { takes }]) => (takes ? `[${flag}=${takes}]` : `[${flag}]`))
  .join(' ')

/** The flags a command line begins with, and the rest of it. */
export function splitFlags(words) {
  const count = words.findIndex((word) => !word.startsWith('--'))
  return count < 0 ? { flags: words, rest: [] } : { flags: words.slice(0, count), rest: words.slice(count) }
}

/** Installs what is missing of what the flags name, one after the other. */
export function install(flags) {
  for (const flag of new Set(flags)) {
    const [name, value] = flag.split('=')
    const need = needs[name] ?? stop(`expected one of the flags ${usage}, got ${flag}`)
    need.meet(value)
  }
}

/** The command finds the path of a program in its environment, and nothing there where the program cannot be had. */
function tellCommand(variable, path) {
  if (path) process.env[variable] = path
  else delete process.env[variable]
}
