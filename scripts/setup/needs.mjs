import { chromium } from './chromium.mjs'
import { firefox } from './firefox.mjs'
import { stop } from './machine.mjs'
import { installPackages } from './packages.mjs'
import { redisServer } from './redis.mjs'
import { webkitDriver } from './webkit.mjs'

/** What a command may need beside the packages of the root: installs it, and tells the command by its environment. */
const needs = {
  '--browser': () => (process.env.CHROMIUM = chromium()),
  '--firefox': () => (process.env.FIREFOX = firefox()),
  '--webkit': () => (process.env.WEBKIT_DRIVER = webkitDriver()),
  '--redis': () => (process.env.REDIS_SERVER = redisServer()),
  /** A folder with a package.json and a lock of its own: `--packages=test/some-folder`. */
  '--packages': (folder) => installPackages(folder),
}

/** The flags a command line begins with, and the rest of it. */
export function splitFlags(words) {
  const count = words.findIndex((word) => !word.startsWith('--'))
  return count < 0 ? { flags: words, rest: [] } : { flags: words.slice(0, count), rest: words.slice(count) }
}

/** Installs what is missing of what the flags name, one after the other. */
export function install(flags) {
  for (const flag of new Set(flags)) {
    const [name, value] = flag.split('=')
    const meet = needs[name] ?? stop(`expected one of the flags ${Object.keys(needs).join(', ')}, got ${flag}`)
    meet(value)
  }
}
