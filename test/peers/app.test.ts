import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { oldest, oldNodes, pathOfNode } from './oldestVersions'
import { type App, createOldestApp, install, packInto, type Ran } from './support/app'

let app: App
let installed: Ran

beforeAll(async () => {
  app = await createOldestApp()
  installed = await install(app, [await packInto(app)])
})
afterAll(() => app.remove())

test('npm installs wirehooks beside the oldest versions, with --strict-peer-deps', async () => {
  expect(installed.code, installed.output).toBe(0)
  const { output } = await app.run('npm', 'ls', '--json', '--depth=0')
  const { dependencies } = JSON.parse(output) as { dependencies: Record<string, { version: string }> }
  const versions = Object.entries(dependencies).map(([name, { version }]) => [name, version])
  expect(Object.fromEntries(versions)).toMatchObject(oldest)
})

test('the application imports every door', () => {
  const source = join(import.meta.dirname, 'app/src')
  const files = readdirSync(source).map((name) => readFileSync(join(source, name), 'utf8'))
  const missing = doors().filter((door) => !files.some((text) => text.includes(`'${door}'`)))
  expect(doors().length).toBeGreaterThan(10)
  expect(missing).toEqual([])
})

describe(`TypeScript ${oldest['typescript']}`, () => {
  test.each([
    { moduleResolution: 'bundler', module: 'esnext' },
    { moduleResolution: 'node16', module: 'node16' },
    { moduleResolution: 'node10', module: 'commonjs' },
  ])('finds the types of every door with moduleResolution $moduleResolution', async ({ moduleResolution, module }) => {
    const flags = ['--moduleResolution', moduleResolution, '--module', module]
    const tsc = app.path('node_modules/typescript/bin/tsc')
    const { output } = await app.run('node', tsc, ...flags)
    expect(withoutErrorsOfOthers(output)).toEqual([])
  })
})

test(`Vitest ${oldest['vitest']} knows the matchers, and begins every test without the connections of the last one`, async () => {
  const { code, output } = await app.run(
    'node',
    app.path('node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=verbose',
  )
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining(`v${oldest['vitest']}`) })
  expect(output).toContain('2 passed')
})

describe.each(oldNodes)('Node %s', (version) => {
  const node = pathOfNode(version)

  // The packages that bring it are optional, and there is none for some platforms.
  test.skipIf(!existsSync(node))('loads the doors, connects and renders', async () => {
    expect((await app.run(node, '--version')).output).toContain(`v${version}`)
    const { output } = await app.run(node, 'smoke.mjs')
    // Node itself prints warnings of what is experimental.
    const results = output.split('\n').find((line) => line.startsWith('{'))
    expect(JSON.parse(results ?? output)).toEqual({
      'every door that needs no test runner can be imported, and required': 'ok',
      'a WebSocket, and who is there': '[{"text":"één"},"ann",{"x":1}]',
      'Server-Sent Events, over fetch': '{"text":"één"}',
      'Socket.IO, and who is there': '{"text":"één"}',
      'React on the server, in silence': '<p>idle</p>',
    })
  })
})

/** The names under which an application imports the doors. */
function doors(): string[] {
  const manifest = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')
  const { exports } = JSON.parse(manifest) as { exports: object }
  return Object.keys(exports)
    .filter((path) => path !== './package.json')
    .map((path) => path.replace('.', 'wirehooks'))
}

/**
 * What TypeScript reports of the application and of wirehooks. Some of the old packages have errors in their own types, which begin
 * with the path of a file in `node_modules`, and may go on in lines that begin with a space.
 */
function withoutErrorsOfOthers(output: string): string[] {
  return output.split('\n').filter((line) => {
    const isOfOthers = line.startsWith('node_modules/') && !line.startsWith('node_modules/wirehooks/')
    return line !== '' && !line.startsWith(' ') && !isOfOthers
  })
}
