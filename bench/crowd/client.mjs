import { once } from 'node:events'
import { WebSocket } from 'ws'

/** What a server says before the members of a frame, in bytes at most. */
const headLength = 250

/**
 * One client, with a bare socket. While members only come, every change is one of them: so it knows everybody once it has the last
 * page of the list, and its revision is their number.
 */
export async function connect(address, index, list) {
  const socket = new WebSocket(address, { perMessageDeflate: false })
  let version = 0
  let hasList = false
  let revision = 0
  let expected = Infinity
  let complete = () => {}

  function say(frame) {
    version += 1
    socket.send(JSON.stringify({ type: 'presence', payload: { channel: 'board', version, ...frame } }))
  }

  /** Only the beginning of a frame, which costs next to nothing. */
  function glance(data) {
    const head = data.toString('latin1', 0, headLength)
    const [, kind] = /"kind":"(\w+)"/.exec(head)
    if (kind !== 'state' && kind !== 'diff') return
    if (kind === 'state') hasList = !head.includes('"more":true')
    revision = Math.max(revision, Number(/"revision":(\d+)/.exec(head)[1]))
    if (hasList && revision >= expected) complete()
  }

  socket.on('message', (data) => {
    list?.take(JSON.parse(data).payload)
    glance(data)
  })
  socket.on('error', () => {})
  await once(socket, 'open')

  return {
    socket,
    list,
    get revision() {
      return revision
    },
    enter: (state) =>
      say({ kind: 'enter', session: `session of client ${index} `.padEnd(32, '-'), key: `user ${index}`, state }),
    move: (state) => say({ kind: 'set', state }),
    /** Resolves when it knows everybody, if the channel has seen so many changes by then. */
    knows(changes) {
      expected = changes
      return new Promise((resolve) => (complete = resolve))
    },
  }
}
