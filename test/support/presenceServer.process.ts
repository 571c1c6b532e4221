// A Socket.IO server with presence that can be killed, one of several with one Redis.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdapter } from '@socket.io/redis-adapter'
import { createClient } from 'redis'
import { Server } from 'socket.io'
import { createPresence, type SocketIOPresenceOptions } from 'wirehooks/server/socket.io'

const [port, url, options] = process.argv.slice(2) as [string, string, string]
const clients = [createClient({ url }), createClient({ url })] as const
for (const client of clients) client.on('error', () => {})
await Promise.all(clients.map((client) => client.connect()))

const http = createServer()
createPresence(new Server(http, { adapter: createAdapter(...clients) }), JSON.parse(options) as SocketIOPresenceOptions)
http.listen(Number(port), '127.0.0.1', () => process.send?.({ port: (http.address() as AddressInfo).port }))

process.on('disconnect', () => process.exit())
