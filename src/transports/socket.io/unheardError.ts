import type { Socket } from 'socket.io-client'

/** What an engine is made of, as far as it is needed. Its types keep this private. */
interface Engine {
  readonly transport?: EngineTransport
}

interface EngineTransport {
  readonly name: string
  readonly readyState: string
  /** There is none where the constructor of the platform's `WebSocket` threw. */
  readonly ws?: object
  doOpen?(): void
}

/**
 * Where the `WebSocket` of a new engine cannot be made, such as when the page's Content-Security-Policy forbids it, the engine tells of
 * the error before anybody listens, and its socket waits for the `timeout` of the manager. So it is made once more, now that they listen.
 * Call it when the socket connects.
 */
export function retellUnheardError({ io }: Socket): void {
  const { transport } = (io.engine ?? {}) as unknown as Engine
  if (transport?.name !== 'websocket' || transport.readyState !== 'opening' || transport.ws) return
  transport.doOpen?.()
}
