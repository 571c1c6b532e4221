// One of several presence servers on one Redis. Killed without warning.

import type { AddressInfo } from 'node:net'
import { createClient } from 'redis'
import { createPresence } from 'wirehooks/server'
import { redisStore } from 'wirehooks/server/redis'
import { WebSocketServer } from 'ws'
import type { Settings } from './support/servers'
import { withoutFence } from './support/withoutFence'

const { port, redis, grace, ttl, isFenced }: Settings = JSON.parse(process.argv[2] ?? '')

const client = createClient({ url: redis })
client.on('error', () => {}) // Its connections are cut on purpose.
await client.connect()
const store = isFenced ? redisStore(client) : withoutFence(client)
const presence = createPresence({ store, grace, ttl })
const server = new WebSocketServer({ host: '127.0.0.1', port })

server.on('listening', () => process.send?.({ port: (server.address() as AddressInfo).port }))

server.on('connection', (socket) => {
  presence.accept(socket)
  socket.on('error', () => {})
  socket.on('message', (data: Buffer) => {
    if (data.toString() === '{"type":"ping"}') socket.send('{"type":"pong"}')
  })
})

process.on('disconnect', () => process.exit())
