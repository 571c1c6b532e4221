/**
 * A packet of Socket.IO, without binary parts.
 * https://socket.io/docs/v4/socket-io-protocol/#packet-encoding
 */
export interface Packet {
  readonly type: PacketType
  readonly namespace: string
  /** Of an event that wants an acknowledgement, or of the acknowledgement. */
  readonly id?: string | undefined
  readonly data?: unknown
}

export type PacketType = keyof typeof numbers

const numbers = { connect: 0, disconnect: 1, event: 2, ack: 3, 'connect-error': 4, 'binary-event': 5, 'binary-ack': 6 }
const types = Object.keys(numbers) as PacketType[]

export function encodePacket({ type, namespace, id = '', data }: Packet): string {
  const place = namespace === '/' ? '' : `${namespace},`
  return `${numbers[type]}${place}${id}${data === undefined ? '' : JSON.stringify(data)}`
}

export function decodePacket(text: string): Packet {
  const [, number = '', namespace = '/', id, data] = /^(\d)(?:\d+-)?(?:(\/[^,]*),?)?(\d+)?(.*)$/s.exec(text) ?? []
  const type = types[Number(number)]
  if (number === '' || type === undefined) throw new Error(`Expected a packet of Socket.IO 4, got ${text}`)
  if (type.startsWith('binary'))
    throw new Error('Socket.IO with binary data is not mocked: send JSON, or test this against a real server')
  return { type, namespace: namespace.replace(/\?.*/, ''), id, data: data ? JSON.parse(data) : undefined }
}
