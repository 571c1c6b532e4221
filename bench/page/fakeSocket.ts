type Handler<Type extends Event> = ((event: Type) => void) | null

const live = new Set<FakeSocket>()

/** A WebSocket without a network: it opens by itself and delivers what it is told, one message a task. */
export class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readonly CONNECTING = 0
  readonly OPEN = 1
  readonly CLOSING = 2
  readonly CLOSED = 3
  readonly bufferedAmount = 0
  readonly protocol = ''
  readonly extensions = ''
  readonly url: string
  binaryType: BinaryType = 'blob'
  readyState = 0
  onopen: Handler<Event> = null
  onmessage: Handler<MessageEvent> = null
  onerror: Handler<Event> = null
  onclose: Handler<CloseEvent> = null

  constructor(url: string) {
    super()
    this.url = url
    live.add(this)
    setTimeout(() => {
      if (this.readyState !== FakeSocket.CONNECTING) return
      this.readyState = FakeSocket.OPEN
      const event = new Event('open')
      this.onopen?.(event)
      this.dispatchEvent(event)
    })
  }

  deliver(data: string): void {
    const event = new MessageEvent('message', { data })
    this.onmessage?.(event)
    this.dispatchEvent(event)
  }

  send(): void {}

  close(code = 1000, reason = ''): void {
    if (this.readyState === FakeSocket.CLOSED) return
    this.readyState = FakeSocket.CLOSED
    live.delete(this)
    setTimeout(() => {
      const event = new CloseEvent('close', { code, reason, wasClean: true })
      this.onclose?.(event)
      this.dispatchEvent(event)
    })
  }
}

/** Delivers to whoever is connected to this URL, one message a task. */
export function deliver(url: string, messages: readonly string[]): void {
  const sockets = [...live].filter((socket) => socket.url === url)
  const { port1, port2 } = new MessageChannel()
  let next = 0
  port1.onmessage = () => {
    const message = messages[next++]
    if (message === undefined) return port1.close()
    for (const socket of sockets) socket.deliver(message)
    port2.postMessage(null)
  }
  port2.postMessage(null)
}
