import { once } from 'node:events'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { WebSocketServer } from 'ws'
import { relay } from './relay.mjs'
import { connectRedis } from '../../test/support/redis.ts'

/**
 * A server of presence in a process of its own, straight from the source:
 *
 *   node --import ./scripts/fromSource.mjs bench/crowd/server.mjs --of wirehooks [--redis redis://…] [--members 5000]
 *
 * `members` are there from the beginning, and share 2 kB each. Told `watch` over IPC, it begins to measure; asked for the `cost`, it answers with that.
 */
const { values: options } = parseArgs({
  options: { of: { type: 'string' }, redis: { type: 'string' }, members: { type: 'string', default: '0' } },
})

async function wirehooks() {
  const { createPresence } = await import('wirehooks/server')
  const { redisStore } = await import('wirehooks/server/redis')
  if (!options.redis) return createPresence()
  const client = await connectRedis(options.redis)
  // It connects again by itself, and without a listener Node ends the process.
  client.on('error', () => {})
  return createPresence({ store: redisStore(client) })
}

const presence = options.of === 'raw' ? relay() : await wirehooks()
/** What they are sent goes nowhere, so that their number costs nothing. */
function enter(index) {
  const session = `session of member ${index} `.padEnd(32, '-')
  const state = { name: `Member ${index}`, text: 'x'.repeat(2000) }
  const participant = presence.connect({ send() {} })
  participant.receive({ kind: 'enter', channel: 'board', session, version: 1, key: `member ${index}`, state })
}

for (let index = 0; index < Number(options.members); index++) enter(index)

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', maxPayload: 65_536 })
server.on('connection', (socket) => presence.accept(socket))
await once(server, 'listening')

const blocked = monitorEventLoopDelay({ resolution: 5 })
blocked.enable()
let before = process.cpuUsage()

process.on('message', (message) => {
  if (message === 'watch') {
    blocked.reset()
    before = process.cpuUsage()
  } else {
    const { user, system } = process.cpuUsage(before)
    process.send({ blockedMs: blocked.max / 1e6, cpuMs: (user + system) / 1000 })
  }
})
process.on('disconnect', () => process.exit())
process.send(server.address().port)
