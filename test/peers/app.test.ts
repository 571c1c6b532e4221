import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { folder, oldest } from './oldestVersions'
import { type App, createOldestApp, install, packInto, type Ran } from './support/app'

let app: App
let installed: Ran

beforeAll(async () => {
  app = await createOldestApp()
  installed = await install(app, [await packInto(app)])
})
afterAll(() => app.remove())

test('npm installs wirehooks beside the oldest versions, however strict it is about peers', async () => {
  expect(installed.code, installed.output).toBe(0)
  const { output } = await app.run('npm', 'ls', '--json', '--depth=0')
  const { dependencies } = JSON.parse(output) as { dependencies: Record<string, { version: string }> }
  const versions = Object.entries(dependencies).map(([name, { version }]) => [name, version])
  expect(Object.fromEntries(versions)).toMatchObject(oldest)
})

describe('TypeScript 5.4', () => {
  test.each([
    { moduleResolution: 'bundler', module: 'esnext' },
    { moduleResolution: 'node16', module: 'node16' },
    { moduleResolution: 'node10', module: 'commonjs' },
  ])('finds the types of every door with moduleResolution $moduleResolution', async ({ moduleResolution, module }) => {
    const flags = ['--moduleResolution', moduleResolution, '--module', module]
    const tsc = app.path('node_modules/typescript/bin/tsc')
    const { output } = await app.run('node', tsc, ...flags)
    // Some of the old packages have errors in their own types, some of which take several lines.
    const ours = output.split('\n').filter((line) => line && !/^(\s|node_modules\/(?!wirehooks\/))/.test(line))
    expect(ours).toEqual([])
  })
})

test('Vitest 2 knows the matchers, and begins every test without the connections of the last one', async () => {
  const { code, output } = await app.run(
    'node',
    app.path('node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=verbose',
  )
  expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining(`v${oldest['vitest']}`) })
  expect(output).toContain('2 passed')
})

describe.each([18, 20, 22])('Node %i', (version) => {
  const node = `${folder}node_modules/node${version}-${process.platform}-${process.arch}/bin/node`

  // There are packages of it for Linux.
  test.skipIf(!existsSync(node))('runs the doors that need no browser', async () => {
    expect((await app.run(node, '--version')).output).toMatch(`v${version}.0.0`)
    const { output } = await app.run(node, 'smoke.mjs')
    // Node itself prints warnings of what is experimental.
    const results = output.split('\n').find((line) => line.startsWith('{'))
    expect(JSON.parse(results ?? output)).toEqual({
      'every door can be imported and required': 'ok',
      'a WebSocket, and who is there': '[{"text":"één"},"ann",{"x":1}]',
      'Server-Sent Events, over fetch': '{"text":"één"}',
      'Socket.IO, and who is there': '{"text":"één"}',
      'React on the server, in silence': '<p>idle</p>',
    })
  })
})
