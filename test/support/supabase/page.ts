import type { Backend } from './backend'
import type { ServerSocket } from './channels/session'
import type { Wire } from './wire/frame'

/** The backend within the page: what `createClient` takes for a network. */
export interface PageNetwork {
  readonly url: string
  /** For `global.fetch`. */
  readonly fetch: typeof globalThis.fetch
  /** For `realtime.transport`. */
  readonly WebSocket: typeof globalThis.WebSocket
}

/** The two ends of a socket talk in microtasks: later, in order, and under fake timers too. */
export function createPageNetwork(backend: Backend): PageNetwork {
  class PageSocket extends EventTarget {
    static readonly CONNECTING = 0
    static readonly OPEN = 1
    static readonly CLOSING = 2
    static readonly CLOSED = 3
    readonly CONNECTING = 0
    readonly OPEN = 1
    readonly CLOSING = 2
    readonly CLOSED = 3
    readonly protocol = ''
    readonly extensions = ''
    readonly bufferedAmount = 0
    readonly url: string
    binaryType: BinaryType = 'arraybuffer'
    readyState = 0
    onopen: ((event: Event) => void) | null = null
    onmessage: ((event: Event) => void) | null = null
    onerror: ((event: Event) => void) | null = null
    onclose: ((event: Event) => void) | null = null
    readonly #server: ServerSocket = {
      send: (data) => queueMicrotask(() => this.#receive(data)),
      close: (code = 1005, reason = '') => queueMicrotask(() => this.#end(code, reason)),
      terminate: () => queueMicrotask(() => this.#end(1006, '')),
      onmessage: null,
      onclose: null,
    }

    constructor(url: string | URL) {
      super()
      this.url = String(url)
      queueMicrotask(() => this.#open())
    }

    send(data: string | ArrayBuffer | ArrayBufferView): void {
      if (this.readyState === 0) throw new DOMException('Still in CONNECTING state', 'InvalidStateError')
      const wire = copy(data)
      queueMicrotask(() => {
        if (this.readyState === 1) this.#server.onmessage?.(wire)
      })
    }

    close(code = 1005, reason = ''): void {
      if (this.readyState >= 2) return
      this.readyState = 2
      queueMicrotask(() => this.#end(code, reason))
    }

    #open(): void {
      if (this.readyState !== 0) return
      if (backend.handshake(this.url) !== 101) {
        this.#tell('error')
        return this.#end(1006, '')
      }
      this.readyState = 1
      backend.accept(this.#server, this.url)
      this.#tell('open')
    }

    #receive(data: Wire): void {
      if (this.readyState === 1) this.#tell('message', { data: typeof data === 'string' ? data : data.buffer })
    }

    #end(code: number, reason: string): void {
      if (this.readyState === 3) return
      this.readyState = 3
      this.#server.onclose?.()
      this.#tell('close', { code, reason, wasClean: code !== 1006 })
    }

    #tell(type: 'open' | 'message' | 'error' | 'close', more: object = {}): void {
      const event = Object.assign(new Event(type), more)
      this[`on${type}`]?.(event)
      this.dispatchEvent(event)
    }
  }

  return {
    url: 'http://supabase.page',
    fetch: (input, init) => backend.fetch(new Request(input, init)),
    // The client uses no more of a WebSocket than is there.
    WebSocket: PageSocket as unknown as typeof globalThis.WebSocket,
  }
}

function copy(data: string | ArrayBuffer | ArrayBufferView): Wire {
  if (typeof data === 'string') return data
  return Uint8Array.from(
    ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data),
  )
}
