import type { OutgoingMessage } from '../../transport/message'
import type { FakeChange } from './fakeTable'

/** Somebody who is in a topic, as the native presence has them. */
export type FakePresent = Readonly<Record<string, unknown>>

/** Hears a broadcast of the component. Its payload may be given a type: `(point: Point) => …`. */
export type FakeListener = { handle(payload: unknown): unknown }['handle']

/** The far end of one topic. */
export interface FakeTopic {
  /** `left` before somebody subscribes, and after they are gone. */
  readonly status: 'left' | 'joining' | 'joined'
  /** The broadcasts that were sent, in order. */
  readonly sent: readonly OutgoingMessage[]
  /** What the component tracks of itself; `null` when it does not. */
  readonly tracked: unknown
  /** The server lets the channel in. */
  join(): void
  /** The server refuses the channel, or closes it when it has joined. */
  refuse(reason?: string): void
  /** Somebody else broadcasts. */
  broadcast(event: string, payload?: unknown): void
  /** Somebody else is there, or shares something new. */
  enter(key: string, state: object): void
  /** They are gone. */
  leave(key: string): void
  /** Hears the broadcasts of the component; returns what stops that. */
  on(event: string, handler: FakeListener): () => void
}

/** How a status of a channel is called. */
export type FakeStatus = 'SUBSCRIBED' | 'CHANNEL_ERROR' | 'CLOSED'

/** What the far end does to the client's end. */
export interface ToldChannel {
  /** It asks for a private topic. */
  readonly isPrivate: boolean
  moved(status: FakeStatus, error?: Error): void
  hear(event: string, payload: unknown): void
  synced(): void
  changed(change: FakeChange): void
  /** Changes of the database arrive from now on. */
  ready(): void
}

/** What the client's end of a topic tells, and asks. */
export interface TopicDesk {
  readonly topic: FakeTopic
  /** Lets in who asks, or refuses them. */
  admit(): void
  /** A channel of the client's subscribes. */
  subscribed(channel: ToldChannel): void
  /** It is removed. */
  removed(): void
  /** It broadcasts. */
  heard(event: string, payload: unknown): void
  /** It shares this from now on, or `null`. */
  track(key: string, state: unknown): void
  presenceState(): Record<string, FakePresent[]>
  /** The socket broke. */
  broken(): void
  channel(): ToldChannel | undefined
}

/** Whether a channel is let in as soon as it asks: now, when the test says so, or not at all. */
export type Admission = 'joins' | 'waits' | 'refused'

export function createFakeTopic(name: string, admissionOf: (name: string, isPrivate: boolean) => Admission): TopicDesk {
  const sent: OutgoingMessage[] = []
  const listeners = new Set<{ event: string; handler: FakeListener }>()
  const people = new Map<string, FakePresent>()
  let own: { key: string; state: FakePresent } | undefined
  let channel: ToldChannel | undefined
  let status: FakeTopic['status'] = 'left'
  let count = 0

  function joined(): ToldChannel {
    if (channel && status === 'joined') return channel
    throw new Error(`Nobody has joined "${name}", it is ${status}: is the component mounted, and with this client?`)
  }

  function put(key: string, state: object): void {
    count += 1
    people.set(key, { ...state, presence_ref: `fake ${count}` })
    if (status === 'joined') channel?.synced()
  }

  const topic: FakeTopic = {
    get status() {
      return status
    },
    sent,
    get tracked() {
      return own?.state ?? null
    },
    join() {
      if (!channel || status !== 'joining') throw new Error(`Nobody asks to join "${name}", it is ${status}`)
      status = 'joined'
      channel.moved('SUBSCRIBED')
      channel.synced()
      channel.ready()
    },
    refuse(reason = 'Unauthorized') {
      if (!channel) throw new Error(`Nobody asks to join "${name}"`)
      const refused = channel
      const wasJoined = status === 'joined'
      status = 'left'
      if (wasJoined) refused.moved('CLOSED')
      else refused.moved('CHANNEL_ERROR', new Error(reason, { cause: { reason } }))
    },
    broadcast: (event, payload) => joined().hear(event, payload),
    enter: put,
    leave(key) {
      if (!people.delete(key)) {
        const who = people.size > 0 ? `there are ${[...people.keys()].join(', ')}` : 'nobody is there at all'
        throw new Error(`Nobody is in "${name}" under the key ${key}: ${who}`)
      }
      if (status === 'joined') channel?.synced()
    },
    on(event, handler) {
      const listener = { event, handler }
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }

  function admit(): void {
    const admission = admissionOf(name, channel?.isPrivate ?? false)
    if (admission === 'joins') topic.join()
    else if (admission === 'refused')
      topic.refuse(`Unauthorized: You do not have permissions to read from this Channel topic: ${name}`)
  }

  return {
    topic,
    admit,
    channel: () => (status === 'joined' ? channel : undefined),
    subscribed(next) {
      channel = next
      status = 'joining'
      queueMicrotask(() => {
        if (channel === next && status === 'joining') admit()
      })
    },
    removed() {
      channel = undefined
      own = undefined
      status = 'left'
    },
    heard(event, data) {
      sent.push({ event, data })
      for (const listener of listeners) if (listener.event === event) listener.handler(data)
    },
    track(key, state) {
      own = typeof state === 'object' && state ? { key, state: { ...state } } : undefined
      queueMicrotask(() => status === 'joined' && channel?.synced())
    },
    presenceState() {
      const all = Array.from(people, ([key, state]): [string, FakePresent[]] => [key, [state]])
      const state = Object.fromEntries(all)
      if (own) state[own.key] = [...(state[own.key] ?? []), { ...own.state, presence_ref: 'self' }]
      return state
    },
    broken() {
      if (status === 'left') return
      own = undefined
      status = 'joining'
      channel?.moved('CHANNEL_ERROR', new Error('the socket broke'))
    },
  }
}
