import { existsSync } from 'node:fs'
import { fromRoot, npm, readJson, say, stop } from './machine.mjs'

/** Brings node_modules to what the lock file says. */
export function installPackages() {
  if (packagesAreInstalled()) return
  say('installing the packages (npm ci)')
  if (!npm('ci', '--include=dev')) stop('npm ci failed: see above. Is the registry within reach?')
}

/** Every package of the lock is there in its version; an optional one may be missing. */
function packagesAreInstalled() {
  // npm writes this one last, so an interrupted install has none.
  if (!existsSync(fromRoot('node_modules/.package-lock.json'))) return false
  const { '': _self, ...packages } = readJson(fromRoot('package-lock.json')).packages
  return Object.entries(packages).every(([path, { version, link, optional, devOptional }]) => {
    const manifest = fromRoot(path, 'package.json')
    if (!existsSync(manifest)) return optional || devOptional
    return link || readJson(manifest).version === version
  })
}
