import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** Somebody with a socket and no manners. */
export interface Stranger {
  readonly socket: Socket
  readonly hasAnswer: boolean
  /** The server has answered, or ended the socket. Resolves with what came first. */
  answered(): Promise<string>
  /** The server has ended the socket. Resolves with all that it has sent. */
  ended(): Promise<Buffer>
  /** Breaks the socket off: the server sees `ECONNRESET`. */
  reset(): Promise<unknown>
}

export async function dial(port: number): Promise<Stranger> {
  const socket = connect(port, '127.0.0.1')
  const received: Buffer[] = []
  await once(socket, 'connect')
  socket.on('error', () => {}) // that is what strangers are for
  socket.on('data', (data) => received.push(data))
  // A server may close its half only; nobody has more to say then.
  socket.on('end', () => socket.destroy())
  const closed = new Promise((resolve) => socket.once('close', resolve))
  const answer = new Promise((resolve) => socket.once('data', resolve))
  const said = (): Buffer => Buffer.concat(received)
  return {
    socket,
    get hasAnswer() {
      return received.length > 0 || socket.destroyed
    },
    async answered() {
      await Promise.race([answer, closed])
      return said().toString('latin1')
    },
    async ended() {
      await closed
      return said()
    },
    reset() {
      socket.resetAndDestroy()
      return closed
    },
  }
}

/** The head of a request, with these headers instead of those that are usual. */
export function head(path: string, headers: Record<string, string | null> = {}, method = 'GET'): string {
  const all = Object.entries({ Host: 'localhost', ...headers }).filter(([, value]) => value !== null)
  return `${method} ${path} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
}

/** The headers that ask for a WebSocket. */
export const upgrade: Record<string, string> = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': Buffer.from('0123456789abcdef').toString('base64'),
}

/** A frame of a client: https://www.rfc-editor.org/rfc/rfc6455#section-5.2. Its mask is 0, so that it reads as it is. */
export function frame(first: number, content: Uint8Array | string, announced?: number): Buffer {
  const bytes = Buffer.from(content)
  const length = announced ?? bytes.length
  const header = length < 126 ? Buffer.alloc(2) : Buffer.alloc(10)
  header[0] = first
  header[1] = 0x80 | (length < 126 ? length : 127)
  if (length >= 126) header.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([header, Buffer.alloc(4), bytes])
}
