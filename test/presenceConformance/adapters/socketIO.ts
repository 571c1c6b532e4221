import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdapter } from '@socket.io/redis-adapter'
import { Server } from 'socket.io'
import { inject } from 'vitest'
import { createPresence } from 'wirehooks/server/socket.io'
import { socketIO as socketIOTransport } from 'wirehooks/socket.io'
import { presenceEvent } from '../../../src/protocol/presence'
import { closeClient, connectRedis } from '../../support/redis'
import { type Adapter, isWord, type Terms, type Word } from '../support/adapter'
import { hubs } from '../support/hubs'

/** One that nobody else has. */
let keys = 0

async function startIO(heard: Word[], key: string, terms: Terms) {
  const url = inject('redisUrl')
  const [client, subscriber] = [await connectRedis(url), await connectRedis(url)]
  const http = createServer()
  const io = new Server(http, { adapter: createAdapter(client, subscriber, { key }) })
  const presence = createPresence(io, terms)
  let stopped: Promise<void> | undefined
  io.on('connection', (socket) => {
    socket.on(presenceEvent, (frame: unknown) => {
      const { kind } = Object(frame) as { kind?: unknown }
      if (isWord(kind)) heard.push(kind)
    })
  })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))

  async function stop(): Promise<void> {
    http.closeAllConnections()
    await io.close()
    await presence.close()
    await Promise.all([closeClient(client), closeClient(subscriber)])
  }

  return {
    port: (http.address() as AddressInfo).port,
    who: presence.who,
    stop: () => (stopped ??= stop()),
    crash() {
      // The dead say no last words to the other processes.
      io.of('/').adapter.serverSideEmit = () => {}
      return (stopped ??= stop())
    },
  }
}

export const socketIO: Adapter = {
  name: 'Socket.IO',
  hasServer: true,
  canCrash: true,
  transport: (url) => socketIOTransport(url),
  say: hubs.say,

  async serve(terms) {
    const heard: Word[] = []
    const key = `${process.pid}-${(keys += 1)}`
    const [one, other] = [await startIO(heard, key, terms), await startIO(heard, key, terms)]
    return {
      ports: [one.port, other.port],
      heard,
      who: one.who,
      crash: other.crash,
      async stop() {
        await Promise.all([one.stop(), other.stop()])
      },
    }
  },
}
