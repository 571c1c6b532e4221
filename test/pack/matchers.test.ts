import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { env } from './support/app'
import { complaintsOf, createProject } from './support/project'

const execute = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'wirehooks-matchers-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A test as a user writes it: right, but where it says that it is not. */
const body = `
import { createFakeTransport, wireMatchers } from 'wirehooks/testing'

test('a chat', async () => {
  const fake = createFakeTransport()
  expect.extend(wireMatchers)
  expect(fake).toHaveSent('CHAT', { text: expect.any(String) })
  expect(fake).toHaveSent(undefined, 'a whole message')
  expect(fake).not.toHaveReconnected(2)
  expect(fake).toHaveStatus('open')
  expect(fake).toHaveStatus(expect.stringMatching(/open|dialling/))
  await expect(Promise.resolve(fake)).resolves.toHaveSent('CHAT', expect.objectContaining({ text: 'hi' }))
  // @ts-expect-error a status that is none
  expect(fake).toHaveStatus('opened')
  // @ts-expect-error an event has a name
  expect(fake).toHaveSent()
  // @ts-expect-error a number
  expect(fake).toHaveReconnected('twice')
})
`

const projects = [
  {
    name: 'Vitest, imported in a setup file',
    packages: ['vitest'],
    files: {
      'vitest.setup.ts': "import 'wirehooks/testing/vitest'",
      'chat.test.ts': `import { expect, test } from 'vitest'${body}`,
    },
  },
  {
    name: 'Vitest, named in a config file',
    packages: ['vitest'],
    files: {
      'matchers.d.ts': '/// <reference types="wirehooks/testing/vitest" />',
      'chat.test.ts': `import { expect, test } from 'vitest'${body}`,
    },
  },
  {
    name: 'Vitest with globals',
    packages: ['vitest'],
    files: {
      'matchers.d.ts': '/// <reference types="vitest/globals" />\n/// <reference types="wirehooks/testing/vitest" />',
      'chat.test.ts': body,
    },
  },
  {
    name: 'Vitest with globals, by setup',
    packages: ['vitest'],
    files: {
      'matchers.d.ts': '/// <reference types="vitest/globals" />\n/// <reference types="wirehooks/testing/setup" />',
      'chat.test.ts': body,
    },
  },
  {
    name: '@types/jest, named in a config file',
    packages: ['@types/jest'],
    files: {
      'matchers.d.ts': '/// <reference types="jest" />\n/// <reference types="wirehooks/testing/setup" />',
      'chat.test.ts': body,
    },
  },
  {
    name: '@types/jest, imported in a setup file',
    packages: ['@types/jest'],
    files: {
      'package.json': '{}',
      'jest.setup.ts': '/// <reference types="jest" />\nimport \'wirehooks/testing/setup\'',
      'chat.test.ts': body,
    },
  },
  {
    name: '@jest/globals, named in a config file',
    packages: ['@jest/globals', 'expect', '@types/node'],
    files: {
      'matchers.d.ts': '/// <reference types="node" />\n/// <reference types="wirehooks/testing/setup" />',
      'chat.test.ts': `import { expect, test } from '@jest/globals'${body}`,
    },
  },
] as const

const resolutions = [
  { module: 'ESNext', moduleResolution: 'Bundler' },
  { module: 'NodeNext', moduleResolution: 'NodeNext' },
] as const

const cases = projects.flatMap((project) =>
  resolutions.map((compilerOptions) => ({ ...project, compilerOptions, resolution: compilerOptions.moduleResolution })),
)

test.for(cases)('TypeScript knows the matchers: $name ($resolution)', async ({ resolution, ...project }, { task }) => {
  const options = { ...project, folder: join(folder, task.id) }
  createProject(options)
  // The compiler before the newest one is slower: it checks what is used most.
  const compilers = resolution === 'Bundler' ? (['tsc', 'tsc6'] as const) : (['tsc'] as const)
  for (const compiler of compilers) expect(await complaintsOf(compiler, options.folder)).toBe('')
})

// The versions between the oldest and the one of the root, each of which declares its matchers in another way.
const otherVersions = ['2.1.9', '3.0.9', '3.2.4', '4.1.12']

test.for(otherVersions)('the types of the matchers go with those of Vitest %s', async (version, { task }) => {
  const project = join(folder, task.id)
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{}')
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', `vitest@${version}`]
  await execute('npm', install, { cwd: project, env })
  const files = { 'chat.test.ts': `import { expect, test } from 'vitest'${body}` }
  createProject({ folder: project, packages: [], compilerOptions: resolutions[0], files })
  for (const door of ['setup', 'vitest']) {
    writeFileSync(join(project, 'matchers.d.ts'), `/// <reference types="wirehooks/testing/${door}" />`)
    expect(withoutErrorsOfOthers(await complaintsOf('tsc', project)), door).toEqual([])
  }
})

/** Vitest has errors in its own types where packages are missing that it can do without. */
function withoutErrorsOfOthers(output: string): string[] {
  return output.split('\n').filter((line) => /^\S/.test(line) && !/^node_modules\/(?!wirehooks\/)/.test(line))
}
