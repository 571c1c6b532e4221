import type { Context } from '../context'
import type { Claims } from '../token'
import { decode, encode, type Frame, type Version, type Wire } from '../wire/frame'
import { type Channel, openChannel } from './channel'
import { admit, nameOf } from './join'
import { createTimers } from './timers'

/** The server's end of a socket; anything like a WebSocket will do. */
export interface ServerSocket {
  send(data: Wire): void
  close(code?: number, reason?: string): void
  /** Without a close frame: the other end sees 1006. */
  terminate(): void
  onmessage: ((data: Wire) => void) | null
  onclose: (() => void) | null
}

/** One client: its socket and the channels on it. */
export interface Session {
  channels(): readonly Channel[]
  /** Keeps back what comes and what goes, as a network does that has stalled; then lets it through. */
  mute(on: boolean): void
  drop(): void
  close(): void
}

export interface SessionOptions {
  readonly version: Version
  /** Whom the key in the address stands for. */
  readonly key: Claims
  onEnd(session: Session): void
}

export function openSession(context: Context, socket: ServerSocket, options: SessionOptions): Session {
  const { journal } = context
  const { version, key } = options
  const channels = new Map<string, Channel>()
  const timers = createTimers()
  const held: (() => void)[] = []
  let isMute = false
  let isOver = false
  let work = Promise.resolve()

  function whenHeard(act: () => void): void {
    if (isMute) held.push(act)
    else if (!isOver) act()
  }

  function send(frame: Frame): void {
    const { topic, event, payload } = frame
    if (topic !== 'phoenix') journal.write({ what: 'send', topic: nameOf(topic), event, payload })
    const data = encode(version, frame)
    if (data !== null) whenHeard(() => socket.send(data))
  }

  function reply({ joinRef, ref, topic }: Frame, status: 'ok' | 'error', response: object = {}): void {
    send({ joinRef, ref, topic, event: 'phx_reply', payload: { status, response } })
  }

  async function handle(frame: Frame): Promise<void> {
    const { topic, event, payload, joinRef, ref } = frame
    if (topic === 'phoenix') return reply(frame, 'ok')
    const name = nameOf(topic)
    if (event === 'phx_join') return join(frame)
    journal.write({ what: event === 'phx_leave' ? 'leave' : 'receive', topic: name, event, payload })
    const channel = channels.get(topic)
    if (channel && (joinRef === null || joinRef === channel.joinRef)) return channel.receive(frame)
    if (event === 'phx_leave') return reply(frame, 'ok')
    if (ref !== null && !channel) reply(frame, 'error', { reason: 'unmatched topic' })
  }

  async function join(frame: Frame): Promise<void> {
    const { topic, joinRef, ref, payload } = frame
    const name = nameOf(topic)
    // A second join of a topic ends the first.
    channels.get(topic)?.close()
    const admission = await admit(context, topic, payload, key)
    if (isOver) return
    if ('refusal' in admission) {
      const { refusal } = admission
      journal.write({ what: 'refuse', topic: name, payload: refusal })
      timers.after(context.options.joinErrorDelay, () => reply(frame, 'error', { reason: refusal }))
      return
    }
    const { claims, request } = admission
    journal.write({ what: 'join', topic: name, payload, role: claims.role })
    const onEnd = (ended: Channel): void => {
      journal.write({ what: 'end', topic: name })
      if (channels.get(topic) === ended) channels.delete(topic)
    }
    const channel = openChannel(context, { topic, name, joinRef, request, claims, send, onEnd })
    channels.set(topic, channel)
    channel.start(ref)
  }

  function end(): void {
    if (isOver) return
    isOver = true
    timers.clear()
    for (const channel of channels.values()) channel.end()
    journal.write({ what: 'close' })
    options.onEnd(session)
  }

  socket.onmessage = (data) =>
    whenHeard(() => {
      work = work
        .then(async () => {
          if (!isOver) await handle(decode(version, data))
        })
        .catch((error: unknown) => {
          journal.write({ what: 'error', payload: error })
          socket.close(1011, 'internal error')
          end()
        })
    })
  socket.onclose = end
  journal.write({ what: 'open' })

  const session: Session = {
    channels: () => [...channels.values()],
    mute(on) {
      isMute = on
      while (!isMute && held.length > 0) whenHeard(held.shift()!)
    },
    drop() {
      end()
      socket.terminate()
    },
    close() {
      end()
      socket.close(1001, 'going away')
    },
  }
  return session
}
