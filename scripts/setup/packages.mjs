import { existsSync } from 'node:fs'
import { fromRoot, npm, readJson, say, stop } from './machine.mjs'

/** Brings the node_modules of a folder to what its lock file says. */
export function installPackages(folder = '') {
  if (packagesAreInstalled(folder)) return
  say(`installing the packages${folder && ` of ${folder}`} (npm ci)`)
  if (!npm('ci', '--include=dev', `--prefix=${fromRoot(folder)}`))
    stop('npm ci failed: see above. Is the registry within reach?')
}

/** Every package of the lock is there in its version; an optional one may be missing. */
function packagesAreInstalled(folder) {
  // npm writes this one last, so an interrupted install has none.
  if (!existsSync(fromRoot(folder, 'node_modules/.package-lock.json'))) return false
  const { '': _self, ...packages } = readJson(fromRoot(folder, 'package-lock.json')).packages
  return Object.entries(packages).every(([path, { version, link, optional, devOptional }]) => {
    const manifest = fromRoot(folder, path, 'package.json')
    if (!existsSync(manifest)) return optional || devOptional
    // Some packages call their version v18.0.0, which is 18.0.0 to npm.
    return link || readJson(manifest).version.replace(/^v/, '') === version
  })
}
