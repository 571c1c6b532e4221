import { http } from 'msw'
import { addressOf, isAt } from '../../../src/testing/msw/address'
import { createNetwork, type Line } from '../../../src/testing/msw/network'
import { type DialledSocket, type OnFrame, SocketHandler } from '../../../src/testing/msw/socketHandler'
import type { Backend } from '../../../test/support/supabase/backend'
import type { ServerSocket } from '../../../test/support/supabase/channels/session'
import type { CaseServer } from './caseServer'
import { through } from './through'

/** A Supabase project in this page, for a client that dials `url`. It starts with the first who asks. */
export function createSupabaseServer(url: string, start: () => Promise<Backend>): CaseServer {
  const network = createNetwork({})
  const lines = new Set<Line>()
  const address = addressOf(`${url}/realtime/v1/websocket`)

  async function dialled(socket: DialledSocket): Promise<OnFrame> {
    const { signal } = socket
    const line: Line = { signal, end: socket.close }
    lines.add(line)
    signal.addEventListener('abort', () => lines.delete(line))
    await network.passage(line)
    const backend = await start()
    if ((network.options.refuses ?? null) !== null) {
      socket.close(1006, '')
      return () => {}
    }
    const [inward, outward] = [network.road(signal), network.road(signal)]
    const far: ServerSocket = {
      send: (data) => outward(() => socket.send(data)),
      close: (code = 1000, reason = '') => socket.close(code, reason),
      terminate: () => socket.close(1006, ''),
      onmessage: null,
      onclose: null,
    }
    signal.addEventListener('abort', () => far.onclose?.())
    backend.accept(far, String(socket.url))
    return (frame) =>
      inward(() => {
        if (typeof frame === 'string') far.onmessage?.(frame)
        else far.onmessage?.(new Uint8Array(frame))
      })
  }

  const requests = http.all(
    `${url}/*`,
    through(network, async ({ request }) => (await start()).fetch(request)),
  )

  const sockets = new SocketHandler({ url: address.webSocket, isOurs: (url) => isAt(address, url), dialled })
  return Object.assign([requests, sockets], {
    set: network.set,
    drop(code = 1006) {
      for (const line of lines) line.end(code, '')
    },
    reset() {
      network.reset()
      network.set({ delay: 0, silent: false, refuses: null })
    },
  })
}
