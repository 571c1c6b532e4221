import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folder, oldest } from './oldestVersions'

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly engines: { readonly node: string }
  readonly optionalDependencies: Readonly<Record<string, string>>
}

const read = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest
const ours = read(join(import.meta.dirname, '../../package.json'))
const theirs = read(join(folder, 'package.json'))

/** The oldest version that a range takes: `^4.0.0 || ^5.0.0` and `>=4.0.0` begin with 4.0.0. */
function lowest(range: string): string {
  const [version = ''] = /\d+\.\d+\.\d+/.exec(range) ?? []
  return version
}

test('the suites run over the oldest versions that npm lets in', () => {
  const { zustand = '' } = ours.dependencies
  const ranges = Object.entries({ ...ours.peerDependencies, zustand })
  expect(ranges.length).toBeGreaterThan(5)
  expect(Object.fromEntries(ranges.map(([name]) => [name, oldest[name]]))).toEqual(
    Object.fromEntries(ranges.map(([name, range]) => [name, lowest(range)])),
  )
})

test('the hooks are tested over the oldest React', () => {
  const { dependencies } = read(join(import.meta.dirname, '../react18/package.json'))
  const react = lowest(ours.peerDependencies['react'] ?? '')
  expect(dependencies).toEqual({ react, 'react-dom': react })
})

test('the oldest Node that runs the doors is the oldest that engines lets in', () => {
  const versions = Object.values(theirs.optionalDependencies).map((version) => lowest(version))
  expect([...versions].toSorted()[0]).toBe(lowest(ours.engines.node))
})
