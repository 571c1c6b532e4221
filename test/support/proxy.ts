import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createSignal, type Observable } from './until'

/** Which way bytes still go: up to the server, down to the client. What does not go is lost, and nobody is told. */
export type Flow = 'both' | 'up' | 'down' | 'none'

/** One TCP connection through the proxy. */
export interface Pair {
  /** When the client connected. */
  readonly at: number
  /** The client's end is still there. */
  readonly isOpen: boolean
  /** Half-open, or silent, from now on. */
  flow(flow: Flow): void
  /** Reads nothing from the client until `resume`: its buffers fill up. */
  stall(): void
  resume(): void
  /** Keeps every byte for this long, in milliseconds. */
  delay(duration: number): void
  /** Breaks both ends with an RST. */
  reset(): void
}

/** A TCP proxy that can be told to misbehave. */
export interface Proxy extends Observable {
  readonly url: string
  /** Every connection, oldest first. */
  readonly pairs: readonly Pair[]
  /**
   * What becomes of connections from now on: `forward`; `mute`, accepted and never answered; `reset` at once.
   */
  accept(how: 'forward' | 'mute' | 'reset'): void
  /** Nobody listens any more: connections are refused by the system. Those that are there stay. */
  refuse(): Promise<void>
  stop(): Promise<void>
}

export async function startProxy(target: number): Promise<Proxy> {
  const signal = createSignal()
  const pairs: Pair[] = []
  const sockets = new Set<Socket>()
  let acceptance: 'forward' | 'mute' | 'reset' = 'forward'

  function track(socket: Socket): Socket {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      signal.notify()
    })
    return socket
  }

  const listener = createServer((client) => {
    track(client)
    if (acceptance === 'reset') client.resetAndDestroy()
    pairs.push(join(client, acceptance === 'forward' ? track(connect(target, '127.0.0.1')) : null))
    signal.notify()
  })
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening))

  const refuse = (): Promise<void> =>
    new Promise((refused) => {
      // It is closed at once; the callback would wait for the connections that stay.
      listener.close()
      listener.unref()
      refused()
    })

  return {
    url: `ws://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    pairs,
    subscribe: signal.subscribe,
    accept(how) {
      acceptance = how
    },
    refuse,
    stop() {
      for (const socket of sockets) socket.destroy()
      return refuse()
    },
  }
}

function join(client: Socket, server: Socket | null): Pair {
  let flow: Flow = server ? 'both' : 'none'
  let delay = 0
  const passes = (way: Flow): boolean => flow === 'both' || flow === way

  function pipe(from: Socket, to: Socket, way: Flow): void {
    const later = (act: () => void): void => {
      if (delay > 0) setTimeout(act, delay)
      else act()
    }
    from.on('data', (bytes) => {
      if (passes(way)) later(() => to.write(bytes))
    })
    from.on('close', () => {
      if (flow === 'both') later(() => to.destroy())
    })
  }

  if (server) {
    pipe(client, server, 'up')
    pipe(server, client, 'down')
  } else client.resume()

  return {
    at: performance.now(),
    get isOpen() {
      return !client.destroyed
    },
    flow(next) {
      flow = next
    },
    stall: () => client.pause(),
    resume: () => client.resume(),
    delay(duration) {
      delay = duration
    },
    reset() {
      client.resetAndDestroy()
      server?.resetAndDestroy()
    },
  }
}
