import { startServer } from '../../support/server'
import { startSocketIOServer } from '../../support/socketIO'
import { startEventServer } from '../../support/sse'
import type { Servers } from '../vite-app/src/Live'

/** A real server of each kind, which has news for whoever comes. */
export interface LiveServers {
  readonly addresses: Servers
  /** What the newest visitor of each that listens has said. */
  heard(): { ws: unknown; io: unknown }
  stop(): Promise<void>
}

export async function startServers(): Promise<LiveServers> {
  const ws = await startServer({ welcome: (peer) => peer.emit('NEWS', 'from-ws'), answer: () => {} })
  const io = await startSocketIOServer({ welcome: ({ socket }) => socket.emit('NEWS', 'from-io') })
  const events = await startEventServer((visit) => {
    visit.open({ 'access-control-allow-origin': '*' })
    visit.write('event: NEWS\ndata: "from-events"\n\n')
  })
  return {
    addresses: { ws: ws.url, events: events.url, io: io.url },
    heard: () => ({ ws: ws.peers.at(-1)?.received.at(-1), io: io.peers.at(-1)?.received.at(-1) }),
    async stop() {
      await Promise.all([ws.stop(), events.stop(), io.stop()])
    },
  }
}
