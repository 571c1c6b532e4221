// @vitest-environment node
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { installedNode } from '../../scripts/setup/node.mjs'
import { oldest, oldNodes } from '../peers/oldestVersions'
import { readmeTable, versionsIn } from '../support/readmeTable'
import { root } from './support/pages'

type Versions = Readonly<Record<string, string>>

interface Manifest {
  readonly dependencies: Versions
  readonly devDependencies: Versions
  readonly optionalDependencies: Versions
  readonly peerDependencies: Versions
}

const ours = manifestOf('package.json')
const react18 = manifestOf('test/react18/package.json')
const runtimes = manifestOf('test/runtimes/binaries/package.json')
const reactNative = manifestOf('test/reactNative/package.json')

describe('the table “Where it runs” has the versions that are installed for the tests', () => {
  // Browsers belong to the machine: test:browsers compares them with the table.
  test.for([
    { where: 'React', installed: [ours.devDependencies['react'], react18.dependencies['react']] },
    { where: 'Node', installed: [installedNode, ...oldNodes] },
    { where: 'Deno', installed: [runtimes.optionalDependencies['deno']] },
    { where: 'Bun', installed: [runtimes.optionalDependencies['bun']] },
    { where: 'React Native', installed: [reactNative.dependencies['react-native']] },
  ])('$where', ({ where, installed }) => {
    const documented = documentedOf('## Where it runs', where)
    expect(installed.map((version, index) => shortened(version, documented[index]))).toEqual(documented)
  })
})

describe('the table of the oldest versions has those that the tests run over', () => {
  const [oldestNode] = oldNodes
  // An older Jest was not run.
  const versions = { ...oldest, jest: ours.devDependencies['jest'], Node: oldestNode }
  const rows = readmeTable('# wirehooks').map(([name = '', version = '']) => ({
    name: name.replaceAll('`', ''),
    documented: version,
  }))

  test.for(rows)('$name', ({ name, documented }) => {
    expect(documented).toMatch(/^\d+(\.\d+)?$/)
    expect(shortened(Object.entries(versions).find(([key]) => key === name)?.[1], documented)).toBe(documented)
  })

  test('every peer dependency has a row', () => {
    const names = Object.keys(ours.peerDependencies)
    expect(names.length).toBeGreaterThan(5)
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
  })
})

/** The versions in the second cell of the rows of a table that have this first cell. */
function documentedOf(heading: string, first: string): string[] {
  const rows = readmeTable(heading).filter(([cell]) => cell === first)
  expect(rows).not.toEqual([])
  return rows.flatMap(([, cell = '']) => versionsIn(cell))
}

/** A version with as many numbers as another one: 19.3.1 is 19.3 where the README says 19.2. */
function shortened(version: string | undefined, documented = ''): string {
  const count = documented.split('.').length
  return (version ?? 'missing').split('.').slice(0, count).join('.')
}

function manifestOf(path: string): Manifest {
  const manifest = JSON.parse(readFileSync(root + path, 'utf8')) as Partial<Manifest>
  return { dependencies: {}, devDependencies: {}, optionalDependencies: {}, peerDependencies: {}, ...manifest }
}
