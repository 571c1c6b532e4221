/** The far end of one scripted `WebSocket`. */
export interface ScriptedSocket {
  readonly url: string
  readonly protocols: readonly string[]
  readonly sent: readonly unknown[]
  /** What `close()` was called in, and with: `open 1000`. */
  readonly closes: readonly string[]
  open(): void
  message(data: unknown): void
  drop(code?: number): void
}

interface Sockets {
  readonly all: readonly ScriptedSocket[]
  readonly newest: ScriptedSocket
  readonly WebSocket: new (url: string | URL, protocols?: string | string[]) => WebSocket
}

const states = ['connecting', 'open', 'closing', 'closed']

/** A `WebSocket` constructor without a network, and every socket it made. */
export function createSockets(): Sockets {
  const all: ScriptedSocket[] = []

  class Scripted implements ScriptedSocket {
    readonly url: string
    readonly protocols: readonly string[]
    readonly sent: unknown[] = []
    readonly closes: string[] = []
    readonly bufferedAmount = 0
    binaryType = 'blob'
    readyState = 0
    onopen: (() => void) | null = null
    onmessage: ((event: { data: unknown }) => void) | null = null
    onclose: ((event: { code: number; reason: string }) => void) | null = null
    onerror: (() => void) | null = null

    constructor(url: string | URL, protocols: string | string[] = []) {
      this.url = String(url)
      this.protocols = [protocols].flat()
      all.push(this)
    }
    send(frame: unknown) {
      this.sent.push(frame)
    }
    close(code: number) {
      this.closes.push(`${states[this.readyState]} ${code}`)
      this.readyState = 2
    }
    open() {
      this.readyState = 1
      this.onopen?.()
    }
    message(data: unknown) {
      this.onmessage?.({ data: JSON.stringify(data) })
    }
    drop(code = 1006) {
      this.readyState = 3
      this.onerror?.()
      this.onclose?.({ code, reason: '' })
    }
  }

  return {
    all,
    get newest() {
      const newest = all.at(-1)
      if (!newest) throw new Error('No socket was made yet')
      return newest
    },
    WebSocket: Scripted as unknown as Sockets['WebSocket'],
  }
}

let count = 0

/** An address that no other test shares a connection with. */
export const freshUrl = (): string => `wss://example.com/${(count += 1)}`
