import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vitest/config'

/** The folder whose packages are the oldest versions. */
export const folder: string = fileURLToPath(new URL('oldest/', import.meta.url))

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
}

const { dependencies, optionalDependencies } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as Manifest

/** The oldest version of each package that wirehooks works with. */
export const oldest: Readonly<Record<string, string>> = dependencies

/** The first version of each Node that the doors run on, oldest first. npm has a package of each for every processor. */
export const oldNodes: readonly string[] = [
  ...new Set(Object.values(optionalDependencies).map((alias) => alias.replace(/^.*@/, ''))),
].toSorted()

/** Where that Node is, whether it is installed or not: there are packages of it for Linux. */
export function pathOfNode(version: string): string {
  const [major] = version.split('.')
  return `${folder}node_modules/node${major}-${process.platform}-${process.arch}/bin/node`
}

/**
 * Has every import of these packages resolve to their oldest version. Throws where that version is not installed: Node would
 * find the newest one instead, which is in a folder further up.
 */
export function oldestVersions(names: readonly string[]): Plugin {
  for (const name of names) expectInstalled(name)
  return {
    name: 'oldest-versions',
    enforce: 'pre',
    resolveId(source) {
      const isOld = names.some((name) => source === name || source.startsWith(`${name}/`))
      // Vite resolves the name as if a file in that folder imported it: by the `exports` of the package that is installed there.
      return isOld ? this.resolve(source, `${folder}package.json`, { skipSelf: true }) : undefined
    },
    // Vitest caches transformed files, in which imports are resolved. Without a key of its own, a suite would get the files of another
    // suite, and with them the versions of that suite.
    configureVitest({ defineCacheKeyGenerator }) {
      defineCacheKeyGenerator(() => names.map((name) => `${name}@${oldest[name]}`).join())
    },
  }
}

function expectInstalled(name: string): void {
  const wanted = oldest[name]
  const installed = versionOf(`${folder}node_modules/${name}/package.json`)
  if (wanted && installed === wanted) return
  throw new Error(
    `Expected ${name} ${wanted ?? '(which test/peers/oldest/package.json does not name)'} in test/peers/oldest, found ${installed}. Run npm run test:peers, which installs it.`,
  )
}

function versionOf(manifest: string): string {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
  } catch {
    return 'none'
  }
}
