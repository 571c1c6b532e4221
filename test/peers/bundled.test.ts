import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { env } from '../pack/support/app'
import { createProject } from '../pack/support/project'
import { oldNodes, pathOfNode } from './oldestVersions'

const execute = promisify(execFile)
const bundle = join(import.meta.dirname, 'bundlers/bundle.mjs')
const [oldestNode = ''] = oldNodes
let folder: string

/** A server that keeps who is there, and somebody who enters. It prints who is there. */
const program = `
async function main() {
  const presence = createPresence()
  const server = new WebSocketServer({ port: 0 })
  server.on('connection', (socket) => presence.accept(socket))
  const connection = createConnection(webSocket('ws://127.0.0.1:' + server.address().port, { WebSocket }))
  const options = { channel: 'board', key: 'ann', initial: { x: 1 } }
  presenceOf(connection, options).enter({ current: options })
  connection.open()
  while ((await presence.who('board')).length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  const [{ key, state }] = await presence.who('board')
  console.log(JSON.stringify({ key, state }))
  process.exit()
}
main()
`

const programs = {
  'imported.mjs': `
import { createPresence } from 'wirehooks/server'
import { createConnection, presenceOf, webSocket } from 'wirehooks/vanilla'
import { WebSocket, WebSocketServer } from 'ws'
${program}`,
  'required.cjs': `
const { createPresence } = require('wirehooks/server')
const { createConnection, presenceOf, webSocket } = require('wirehooks/vanilla')
const { WebSocket, WebSocketServer } = require('ws')
${program}`,
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wirehooks-bundled-'))
  createProject({ folder, packages: ['ws'], files: programs, compilerOptions: {} })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const cases = ['webpack', 'rspack', 'esbuild', 'rollup'].flatMap((bundler) =>
  Object.keys(programs).map((name) => ({ bundler, name, how: name.replace(/\..*/, '') })),
)

// Node 18 has no global crypto, so a server asks it for the module, which is not in a bundle.
test.skipIf(!existsSync(pathOfNode(oldestNode))).for(cases)(
  `keeps who is there on Node ${oldestNode}, $how and bundled with $bundler`,
  async ({ bundler, name }) => {
    const bundled = join(folder, `${bundler}-${name}.bundle.cjs`)
    await execute('node', [bundle, bundler, join(folder, name), bundled], { cwd: folder, env })
    const { stdout } = await execute(pathOfNode(oldestNode), [bundled], { cwd: folder, env, timeout: 20_000 })
    expect(JSON.parse(stdout)).toEqual({ key: 'ann', state: { x: 1 } })
  },
)
