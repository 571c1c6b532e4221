import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'
import { afterAll, expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What each room may import from, besides itself. Floors from the ground up, then the wings. */
const rooms: Record<string, string[]> = {
  transport: [],
  protocol: [],
  connection: ['transport'],
  transports: ['transport'],
  wrappers: ['transport'],
  channel: ['transport', 'connection'],
  table: ['transport', 'connection'],
  presence: ['transport', 'protocol', 'connection', 'channel'],
  react: ['transport', 'connection', 'transports', 'wrappers', 'channel', 'table', 'presence'],
  testing: ['transport', 'protocol'],
  server: ['transport', 'protocol'],
}

/** These may also name the types of any room. */
const wings = ['testing', 'server']

const floors = Object.entries(rooms).map(([room, below]): IForbiddenRuleType => ({
  name: `${room} imports only what is below it`,
  from: { path: `^src/${room}/` },
  to: {
    path: '^src/[^/]+/',
    pathNot: `^src/(${[room, ...below].join('|')})/`,
    ...(wings.includes(room) ? { dependencyTypesNot: ['type-only'] } : {}),
  },
}))

const forbidden: IForbiddenRuleType[] = [
  ...floors,
  {
    name: 'a room never imports a door',
    from: { path: '^src/[^/]+/' },
    to: { path: '^src/[^/]+$' },
  },
  {
    name: 'transports never import each other',
    from: { path: String.raw`^src/transports/([^/]+?)(\.tsx?$|/)` },
    to: { path: '^src/transports/', pathNot: String.raw`^src/transports/$1(\.tsx?$|/)` },
  },
  {
    name: 'only react imports React',
    from: { path: '^src/', pathNot: '^src/react/' },
    to: {
      path: '^(react|react-dom|zustand|zustand/react)$|/node_modules/(react|react-dom|zustand/(esm/)?(index|react))[./]',
    },
  },
  {
    name: 'no imports in circles',
    from: {},
    to: { circular: true },
  },
]

const building = mkdtempSync(join(tmpdir(), 'floors-'))
afterAll(() => rmSync(building, { recursive: true }))

test('imports only go down', async () => {
  expect(await violations(root)).toEqual([])
})

test('every room has a floor', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(Object.keys(rooms)).toEqual(expect.arrayContaining(folders.map((entry) => entry.name)))
})

test.each([
  ['transport/a.ts', `import '../connection/b'`, 'transport imports only what is below it'],
  ['connection/a.ts', `import '../transports/b'`, 'connection imports only what is below it'],
  ['transports/a.ts', `import type { B } from '../connection/b'`, 'transports imports only what is below it'],
  ['wrappers/a.ts', `import type { B } from '../connection/b'`, 'wrappers imports only what is below it'],
  ['transports/a.ts', `import '../wrappers/b'`, 'transports imports only what is below it'],
  ['presence/a.ts', `export * from '../react/b'`, 'presence imports only what is below it'],
  ['testing/a.ts', `import { b } from '../connection/b'`, 'testing imports only what is below it'],
  ['react/a.ts', `import { b } from '../testing/b'`, 'react imports only what is below it'],
  ['react/a.ts', `import type { B } from '../b'`, 'a room never imports a door'],
  ['transports/a.ts', `import '../transports/b'`, 'transports never import each other'],
  ['vanilla.ts', `import { useState } from 'react'`, 'only react imports React'],
  ['connection/a.ts', `import type { ReactNode } from 'react'`, 'only react imports React'],
  ['connection/a.ts', `import { createStore } from 'zustand'`, 'only react imports React'],
  ['connection/b.ts', `import '../connection/b'`, 'no imports in circles'],
])('catches in %s: %s', async (path, line, rule) => {
  expect(await violations(build({ [path]: line }))).toEqual([expect.stringContaining(rule)])
})

test.each([
  ['connection/a.ts', `import '../transport/b'`],
  ['react/a.tsx', `import { useState } from 'react'`],
  ['react/a.ts', `import { b } from '../wrappers/b'`],
  ['connection/a.ts', `import { createStore } from 'zustand/vanilla'`],
  ['testing/a.ts', `import type { B } from '../connection/b'`],
  ['a.ts', `export { b } from './b'`],
  ['transports/socket.io/a.ts', `import './c'`],
])('allows in %s: %s', async (path, line) => {
  expect(await violations(build({ [path]: line }))).toEqual([])
})

/** A house of its own with a file `b` in every room, and `files`. */
function build(files: Record<string, string>): string {
  const house = mkdtempSync(join(building, 'house-'))
  const neighbours = ['', ...Object.keys(rooms)].map((room) => [
    join(room, 'b.ts'),
    'export const b = 1; export type B = 1',
  ])
  const paths = { ...Object.fromEntries(neighbours), 'transports/socket.io/c.ts': 'export {}', ...files }
  for (const [path, source] of Object.entries<string>(paths)) {
    mkdirSync(dirname(join(house, 'src', path)), { recursive: true })
    writeFileSync(join(house, 'src', path), source)
  }
  return house
}

async function violations(baseDir: string): Promise<string[]> {
  const { output } = await cruise(['src'], {
    baseDir,
    ruleSet: { forbidden },
    validate: true,
    doNotFollow: { path: 'node_modules' },
    // Also imports that vanish when compiled: a floor is a floor for types, too.
    tsPreCompilationDeps: true,
  })
  const { summary } = output as ICruiseResult
  expect(summary.totalCruised).toBeGreaterThan(0)
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
}
