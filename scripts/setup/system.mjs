import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { say, succeeds, succeedsSilently, windows } from './machine.mjs'

export const isRoot = process.getuid?.() === 0

const managers = {
  'apt-get': 'apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends',
  dnf: 'dnf -qy install',
  apk: 'apk add -q',
  pacman: 'pacman -Sy --noconfirm',
  brew: 'brew install -q',
}

/** Where a program may be that goes by one of these names. */
export function onPath(...commands) {
  return commands.flatMap((command) => process.env.PATH.split(delimiter).map((folder) => join(folder, command)))
}

/** False for a snap's stub, or a program without its libraries. (On Windows `--version` would open a window.) */
export function starts(path) {
  return existsSync(path) && (windows || succeedsSilently(path, ['--version'], { timeout: 10_000 }))
}

/**
 * Has the platform's package manager install a program. `name` is its package with most of them, and `names` has the names of others:
 * `{ brew: … }`. Does nothing with a manager for which there is no name.
 */
export function installFromSystem(title, { name, names = {} }) {
  const manager = Object.keys(managers).find((manager) => succeedsSilently(manager, ['--version']))
  const sudo = isRoot || manager === 'brew' ? [] : ['sudo', '-n']
  const packages = names[manager] ?? name
  if (!packages || !manager || !succeedsSilently('env', [...sudo, 'true'])) return
  say(`installing ${title} (${manager})`)
  succeeds('env', [...sudo, 'sh', '-c', `${managers[manager]} ${packages}`])
}
