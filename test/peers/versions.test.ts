import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { oldest, oldNodes } from './oldestVersions'

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly engines: { readonly node: string }
}

const read = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest
const ours = read(join(import.meta.dirname, '../../package.json'))

/** The oldest version that a range takes: `^4.0.0 || ^5.0.0` and `>=4.0.0` begin with 4.0.0. */
function lowest(range: string): string {
  const [version = ''] = /\d+\.\d+\.\d+/.exec(range) ?? []
  return version
}

test('test/peers/oldest has the lowest version of every peer dependency, and of zustand', () => {
  const { zustand = '' } = ours.dependencies
  const ranges = Object.entries({ ...ours.peerDependencies, zustand })
  expect(ranges.length).toBeGreaterThan(5)
  expect(Object.fromEntries(ranges.map(([name]) => [name, oldest[name]]))).toEqual(
    Object.fromEntries(ranges.map(([name, range]) => [name, lowest(range)])),
  )
})

test('test/react18 has the lowest React', () => {
  const { dependencies } = read(join(import.meta.dirname, '../react18/package.json'))
  const react = lowest(ours.peerDependencies['react'] ?? '')
  expect(dependencies).toEqual({ react, 'react-dom': react })
})

test('the oldest Node in test/peers/oldest is the lowest in engines', () => {
  expect(oldNodes[0]).toBe(lowest(ours.engines.node))
})
