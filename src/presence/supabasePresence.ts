import { isDelivered } from '../transport/delivery'
import { isName } from '../protocol/name'
import { isMember, type Mark, markOf, type Member } from '../protocol/presence'
import { broadcasts, nativeEvent } from '../protocol/supabasePresence'
import { uniqueId } from '../transport/uniqueId'
import { type BackendParts, type BackendSession, type Me } from './backend'
import { eventPortOf } from './eventPort'

/**
 * How long somebody is kept who is not in the native presence, in milliseconds. The server takes what a client tracks at
 * most 5 times in 30 s: a client that has to wait is in the native presence after 31 s at the latest.
 */
const untrackedTtlMs = 40_000
/** Everybody who is asked answers at a random time within so many milliseconds, not all at once. */
const answerSpreadMs = 300
/** No member has a higher version: a mark with it counts for every version. */
const highestVersion = Infinity

type NativeState = Readonly<Record<string, readonly unknown[]>>

/** What this client is to the others over one connection, for all its stays. */
interface Identity {
  readonly id: string
  /** The highest version that was told to the others. */
  version: number
}

/** By the store of their connection, which has one channel. */
const identities = /* @__PURE__ */ new WeakMap<object, Identity>()

/**
 * Presence over a channel of Supabase Realtime that has `presence: {}` among its options: the native presence, which tells
 * who is there, but may be called only 5 times in 30 s; and broadcasts, which bring what is new as often as one likes.
 * A client that enters asks the others for what the native presence does not have yet. No server checks what is said:
 * everybody who may write to the topic may say anything about anybody.
 *
 * @example
 * const board = useSupabaseChannel(supabase, 'board', { presence: {} })
 * const presence = usePresence(board, { backend: supabasePresence, key: user.id, initial: { cursor: null } })
 */
export function supabasePresence({ connection, clock, grace, sink }: BackendParts): BackendSession {
  const { store } = connection
  const { emit, on } = eventPortOf(connection)
  const identity = identityOf(store)
  const { id } = identity
  // The others remember the versions of the stay before, and would not listen to lower ones.
  const firstVersion = identity.version
  let me: Member | undefined
  /** The others in the native presence, as it said last; `null` before it said anything. */
  let native: Map<string, Member> | null = null
  /**
   * On a link opened before this stay began, no `sync` event comes until somebody joins or leaves: read
   * `presenceState()` instead.
   */
  let isOlderLink = store.getState().status === 'open'
  /** The version of our own that is in the native presence, if there is one. */
  let trackedVersion: number | undefined
  let cancelAnswer = (): void => {}

  async function send(event: string, data: unknown): Promise<boolean> {
    const { outcome } = await emit(event, data)
    return isDelivered(outcome)
  }

  function versionOf(version: number): number {
    identity.version = Math.max(identity.version, firstVersion + version)
    return firstVersion + version
  }

  function memberOf({ version, key, state, away }: Me): Member {
    const now = clock.date()
    const isUnchanged = me?.key === key && me.state === state && me.away === away
    const at = me && isUnchanged ? me.at : now
    return { id, version: versionOf(version), key, state, away, since: me?.since ?? now, at }
  }

  async function announce(next: Me): Promise<boolean> {
    me = memberOf(next)
    // The server does not send us our own broadcasts.
    if (native) sink.changed([me])
    // The native presence has it as soon as the server allows; the broadcast is there at once.
    void send(nativeEvent, me)
    return send(broadcasts.set, me)
  }

  function onNativeState(state: NativeState): void {
    const before = native
    const others = new Map<string, Member>()
    trackedVersion = undefined
    for (const member of Object.values(state).flat().filter(isMember)) {
      const known = others.get(member.id)
      if (member.id === id) trackedVersion = Math.max(trackedVersion ?? member.version, member.version)
      else if (!known || known.version < member.version) others.set(member.id, member)
    }
    native = others
    const members = me ? [...others.values(), me] : others.values()
    if (!before) return sink.replaced(members, grace(), me && { id, key: me.key })
    sink.changed(members)
    const gone = [...before.keys()].filter((other) => !others.has(other))
    // The server knows that their links are gone, whatever version they said last.
    const marks = gone.map((other): Mark => [other, highestVersion])
    sink.dropped(marks, grace())
  }

  function onSet(member: unknown): void {
    if (!isMember(member) || member.id === id) return
    sink.changed([member])
    if (!native?.has(member.id)) sink.alive([markOf(member)], untrackedTtlMs)
  }

  function onLeft(mark: unknown): void {
    if (!Array.isArray(mark)) return
    const [other, version]: unknown[] = mark
    if (isName(other) && typeof version === 'number' && other !== id) sink.left([[other, version]])
  }

  function onAsk(): void {
    cancelAnswer()
    // What is tracked, the client that asks sees in the native presence.
    if (!me || (trackedVersion !== undefined && me.version <= trackedVersion)) return
    cancelAnswer = clock.after(clock.random() * answerSpreadMs, () => void send(broadcasts.set, me))
  }

  const stops = [
    on(nativeEvent, onNativeState),
    on(broadcasts.set, onSet),
    on(broadcasts.left, onLeft),
    on(broadcasts.ask, onAsk),
  ]

  return {
    open(next) {
      native = null
      trackedVersion = undefined
      if (next) void announce(next)
      else me = undefined
      void send(broadcasts.ask, {})
      const { presenceState } = store.getState().details
      if (isOlderLink && typeof presenceState === 'function') onNativeState(presenceState() as NativeState)
      isOlderLink = false
    },
    set: announce,
    leave(version) {
      cancelAnswer()
      if (!me) return
      void send(broadcasts.left, [id, versionOf(version)])
      void send(nativeEvent, null)
      me = undefined
    },
    stop() {
      cancelAnswer()
      for (const stop of stops) stop()
    },
  }
}

/** The same for all stays over a connection: the native presence may still have what we said in an earlier one. */
function identityOf(store: object): Identity {
  const identity = identities.get(store) ?? { id: uniqueId(), version: 0 }
  identities.set(store, identity)
  return identity
}
