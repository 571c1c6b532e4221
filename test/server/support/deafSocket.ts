import { once } from 'node:events'
import { connect } from 'node:net'

/** A WebSocket whose client reads nothing once it is open, and never answers a closing handshake. */
export interface DeafSocket {
  /** Sends a frame. Resolves when there is room for the next one, or the connection has ended. */
  send(text: string, opcode?: number): Promise<void>
  end(): void
}

export interface DeafSocketOptions {
  port: number
  path: string
  /** Texts that are sent at first, each after the server has said something. */
  greetings?: readonly string[]
}

export const opcodes = { text: 1, ping: 9 }

export async function openDeafSocket({ port, path, greetings = [] }: DeafSocketOptions): Promise<DeafSocket> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const closed = once(socket, 'close')
  socket.write(upgradeRequest(path))
  let heard = await nextText(socket)
  // Over Socket.IO, the first frame may come with the answer to the upgrade.
  if (greetings.length > 0 && heard.endsWith('\r\n\r\n')) heard = await nextText(socket)
  for (const greeting of greetings) {
    socket.write(frameOf(greeting, opcodes.text))
    heard = await nextText(socket)
  }
  socket.pause()
  return {
    async send(text, opcode = opcodes.text) {
      if (socket.destroyed) return
      if (!socket.write(frameOf(text, opcode))) await Promise.race([once(socket, 'drain'), closed])
    },
    end: () => void socket.destroy(),
  }
}

async function nextText(socket: ReturnType<typeof connect>): Promise<string> {
  const [data] = (await once(socket, 'data')) as [Buffer]
  return data.toString('latin1')
}

export function upgradeRequest(path: string): string {
  const key = Buffer.from('0123456789abcdef').toString('base64')
  return `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`
}

/** A frame of a client, masked with zeros: https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
function frameOf(text: string, opcode: number): Buffer {
  const data = Buffer.from(text)
  const isShort = data.length < 126
  const head = Buffer.alloc(isShort ? 6 : 8)
  head[0] = 0x80 + opcode
  head[1] = 0x80 + (isShort ? data.length : 126)
  if (!isShort) head.writeUInt16BE(data.length, 2)
  return Buffer.concat([head, data])
}
