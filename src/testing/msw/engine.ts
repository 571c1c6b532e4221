import { later } from './later'
import type { Line, Network } from './network'

/** How often a mocked server of Socket.IO beats, in milliseconds. */
export interface EngineOptions {
  /**
   * Between two beats.
   * @default 25000
   */
  pingInterval?: number | undefined
  /**
   * How much later than that a beat may come before the client takes the link for dead.
   * @default 20000
   */
  pingTimeout?: number | undefined
}

/** What carries the packets of one engine: a WebSocket, or requests of HTTP. */
export interface Pipe extends Line {
  readonly id: string
  readonly url: URL
  send(packet: string): void
}

interface EngineParts {
  network: Network
  options: EngineOptions
  pipe: Pipe
  /** Something of Socket.IO arrived. */
  heard(packet: string): void
}

/**
 * The server's end of an engine of Socket.IO: a handshake, beats, and packets between.
 * https://socket.io/docs/v4/engine-io-protocol/
 */
export async function openEngine({ network, options, pipe, heard }: EngineParts): Promise<(packet: string) => void> {
  const { pingInterval = 25_000, pingTimeout = 20_000 } = options
  let isAlive = true

  function beat(): void {
    isAlive = false
    if (!network.options.silent) pipe.send('2')
    later(pingTimeout, decide, pipe.signal)
    later(pingInterval, beat, pipe.signal)
  }

  function decide(): void {
    // Half-open, this end would give up on its own: the client is not to hear of it.
    if (!isAlive && !network.options.silent) pipe.end(1006, 'ping timeout')
  }

  await network.passage(pipe)
  if (network.options.refuses === 1006) pipe.end(1006, '')
  else {
    const about = { sid: pipe.id, upgrades: [], pingInterval, pingTimeout, maxPayload: 1_000_000 }
    pipe.send(`0${JSON.stringify(about)}`)
    later(pingInterval, beat, pipe.signal)
  }

  return (packet) => {
    const [type, rest] = [packet[0], packet.slice(1)]
    if (type === '1') pipe.end(1000, '')
    else if (type === '2') pipe.send(`3${rest}`)
    else if (type === '3') isAlive = true
    else if (type === '4') heard(rest)
    else throw new Error(`Expected a packet of Engine.IO 4, got ${packet}`)
  }
}
