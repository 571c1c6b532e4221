// A WebSocket server that can be killed: it tells its parent of every message and keeps nothing.

import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]) })

server.on('listening', () => process.send?.({ port: (server.address() as AddressInfo).port }))

server.on('connection', (socket) => {
  process.send?.({ connected: true })
  socket.on('error', () => {})
  socket.on('message', (data: Buffer, isBinary) => {
    process.send?.({ message: data.toString() })
    socket.send(data, { binary: isBinary })
  })
})

process.on('disconnect', () => process.exit())
