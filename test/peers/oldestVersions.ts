import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vitest/config'

/** The folder whose packages are the oldest versions. */
export const folder: string = fileURLToPath(new URL('oldest/', import.meta.url))

/** The oldest versions that wirehooks works with, by the name of the package. */
export const oldest: Readonly<Record<string, string>> = dependenciesOf(`${folder}package.json`)

/**
 * Wherever these packages are imported, their oldest version is. Stops the run where that is not installed: Node would take the
 * newest one instead, which is in a folder further up.
 */
export function oldestVersions(names: readonly string[]): Plugin {
  for (const name of names) expectInstalled(name)
  return {
    name: 'oldest-versions',
    enforce: 'pre',
    resolveId(source) {
      const isOld = names.some((name) => source === name || source.startsWith(`${name}/`))
      // Resolved as from that folder, so that the exports of the package count.
      return isOld ? this.resolve(source, `${folder}package.json`, { skipSelf: true }) : undefined
    },
    // A file that Vitest keeps from another run, or of another suite, imports the versions of that one.
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

function dependenciesOf(manifest: string): Record<string, string> {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { dependencies: Record<string, string> }).dependencies
}
