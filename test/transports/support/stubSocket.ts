import { createFakeClock, type FakeClock } from 'wirehooks/testing'
import type { Link } from '../../../src/transport/transport'
import { webSocket, type WebSocketOptions } from '../../../src/transports/websocket'
import { type PlayedSink, playSink } from '../../support/playSink'

/** A socket that does nothing by itself; https://websockets.spec.whatwg.org/#interface-definition */
export class StubSocket {
  static readonly made: StubSocket[] = []
  readyState = 0
  bufferedAmount: number | undefined = 0
  binaryType = 'blob'
  protocol = ''
  /** What it was told, in order. */
  readonly log: unknown[] = []
  onopen: ((event: { type: string }) => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onerror: (() => void) | null = null

  constructor(
    readonly url: string | URL,
    readonly protocols?: string | string[],
  ) {
    if (String(url).startsWith('nonsense')) throw new SyntaxError(`The URL '${String(url)}' is invalid.`)
    StubSocket.made.push(this)
  }

  accept(protocol = ''): void {
    this.readyState = 1
    this.protocol = protocol
    this.onopen?.({ type: 'open' })
  }

  end(code: number, reason = ''): void {
    this.readyState = 3
    this.onclose?.({ code, reason })
  }

  send(frame: unknown): void {
    this.log.push(frame)
  }

  close(code: number, reason?: string): void {
    if (code !== 1000 && (code < 3000 || code > 4999)) throw new RangeError(`The code ${code} is not allowed.`)
    this.readyState = 2
    this.log.push(reason === undefined ? `close ${code}` : `close ${code} ${reason}`)
  }
}

export interface PlayedSocket extends PlayedSink {
  readonly link: Link
  readonly clock: FakeClock
  /** The socket that was made. */
  readonly socket: StubSocket
}

/** A WebSocket link over a stub, and everything that it reports. */
export function playSocket(
  url: Parameters<typeof webSocket>[0] = 'ws://here/live',
  options: WebSocketOptions = {},
  awaited: readonly string[] = [],
): PlayedSocket {
  const clock = createFakeClock()
  const played = playSink({ clock, awaited })
  const before = StubSocket.made.length
  const link = webSocket(url, { WebSocket: StubSocket as unknown as typeof WebSocket, ...options }).connect(
    played.sink,
    played.context,
  )
  return {
    ...played,
    link,
    clock,
    get socket() {
      const socket = StubSocket.made[before]
      if (!socket) throw new Error('No socket was made')
      return socket
    },
  }
}

/** Lets promises settle. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}
