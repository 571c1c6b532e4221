import { isMember, type Mark, markOf, type Member } from '../protocol/presence'
import type { Delivery } from '../transport/delivery'
import { type BackendParts, type BackendSession, type Me, randomId } from './backend'

/** Broadcasts beside the native presence: what is new of somebody, that they left, and who wants to know what is new. */
const names = { set: 'presence:set', left: 'presence:left', ask: 'presence:ask' } as const

/** How long somebody is kept whom no native presence shows yet: the server lets one say so every 31 s at worst. */
const untracked = 40_000
/** Those who are asked do not all answer at once: spread over so many milliseconds. */
const spread = 300

type NativeState = Readonly<Record<string, readonly unknown[]>>

/**
 * Presence over a channel of Supabase Realtime that has `presence: {}` among its options: the native presence, which tells
 * who is there, but may be called only 5 times in 30 s; and broadcasts, which bring what is new as often as one likes.
 * Whoever comes asks for what the native presence does not have yet.
 *
 * @example
 * const board = useSupabaseChannel(supabase, 'board', { presence: {} })
 * const presence = usePresence(board, { backend: supabasePresence, key: user.id, initial: { cursor: null } })
 */
export function supabasePresence({ connection, clock, grace, sink }: BackendParts): BackendSession {
  const id = randomId()
  let since = 0
  let me: Member | undefined
  /** Members of the native presence, as last seen; `undefined` before that. */
  let native: Map<string, Member> | undefined
  let cancelAnswer = (): void => {}

  async function say(event: string, data: unknown): Promise<boolean> {
    const { outcome } = (await connection.emit(event as never, data as never)) as Delivery
    return outcome === 'sent' || outcome === 'acked'
  }

  function memberOf({ version, key, state, away }: Me): Member {
    const at = clock.date()
    since ||= at
    return { id, version, key, state, away, since, at }
  }

  async function announce(): Promise<boolean> {
    if (!me) return true
    // The newest is tracked as soon as the server allows; the broadcast is there now.
    void say('presence', me)
    return say(names.set, me)
  }

  function synced(state: NativeState): void {
    const before = native
    native = new Map()
    for (const member of Object.values(state).flat().filter(isMember)) {
      const other = native.get(member.id)
      if (!other || other.version < member.version) native.set(member.id, member)
    }
    if (!before) return sink.replaced(native.values(), grace(), me && { id, key: me.key })
    sink.changed(native.values())
    const gone = [...before.keys()].filter((other) => !native?.has(other))
    // Whatever they said last: the server knows that their link is gone.
    sink.dropped(
      gone.map((other): Mark => [other, Infinity]),
      grace(),
    )
  }

  function heard(member: unknown): void {
    if (!isMember(member)) return
    sink.changed([member])
    if (!native?.has(member.id)) sink.alive([markOf(member)], untracked)
  }

  function asked(): void {
    cancelAnswer()
    if (me && me.version > (native?.get(id)?.version ?? -1))
      cancelAnswer = clock.after(clock.random() * spread, () => void say(names.set, me))
  }

  const { on } = connection
  const stops = [
    on('presence' as never, synced as never),
    on(names.set as never, heard as never),
    on(names.left as never, ((mark: Mark) => sink.left([mark])) as never),
    on(names.ask as never, asked as never),
  ]

  return {
    open(next) {
      native = undefined
      me = next ? memberOf(next) : undefined
      void announce()
      void say(names.ask, {})
    },
    set(next) {
      me = memberOf(next)
      return announce()
    },
    leave(version) {
      cancelAnswer()
      if (!me) return
      void say(names.left, [id, version])
      void say('presence', null)
      me = undefined
      since = 0
    },
    stop() {
      cancelAnswer()
      for (const stop of stops) stop()
    },
  }
}
