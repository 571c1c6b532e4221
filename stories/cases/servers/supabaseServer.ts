import { http } from 'msw'
import { createNetwork, type Line } from '../../../src/testing/msw/network'
import { type DialledSocket, SocketHandler } from '../../../src/testing/msw/webSocket'
import type { Backend } from '../../../test/support/supabase/backend'
import type { ServerSocket } from '../../../test/support/supabase/channels/session'
import type { CaseServer } from './caseServer'
import { through } from './through'

/** A Supabase project in this page, for a client that dials `url`. It starts with the first who asks. */
export function createSupabaseServer(url: string, start: () => Promise<Backend>): CaseServer {
  const network = createNetwork({})
  const lines = new Set<Line>()
  const socketUrl = `${url.replace(/^http/, 'ws')}/realtime/v1/websocket`

  async function dialled(socket: DialledSocket): ReturnType<ConstructorParameters<typeof SocketHandler>[1]> {
    const { signal } = socket
    const line: Line = { signal, end: socket.close }
    lines.add(line)
    signal.addEventListener('abort', () => lines.delete(line))
    await network.passage(line)
    const backend = await start()
    if ((network.options.refuses ?? null) !== null) {
      socket.close(1006, '')
      return null
    }
    const [inward, outward] = [network.road(signal), network.road(signal)]
    const far: ServerSocket = {
      send: (data) => outward(() => socket.send(typeof data === 'string' ? data : data.buffer)),
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
        else if (frame instanceof ArrayBuffer) far.onmessage?.(new Uint8Array(frame))
      })
  }

  const requests = http.all(
    `${url}/*`,
    through(network, async ({ request }) => (await start()).fetch(request)),
  )

  return Object.assign([requests, new SocketHandler(socketUrl, dialled)], {
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
