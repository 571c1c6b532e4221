import { isMember, isText, type Mark, markOf, type Member } from '../protocol/presence'
import type { Delivery } from '../transport/delivery'
import { type BackendParts, type BackendSession, type Me, randomId } from './backend'

/** Broadcasts beside the native presence: what is new of somebody, that they left, and who wants to know what is new. */
const names = { set: 'presence:set', left: 'presence:left', ask: 'presence:ask' } as const

/** How long somebody is kept whom no native presence shows yet: the server lets one say so every 31 s at worst. */
const untracked = 40_000
/** Those who are asked do not all answer at once: spread over so many milliseconds. */
const spread = 300

type NativeState = Readonly<Record<string, readonly unknown[]>>

/** By the store of their connection, which has one channel. */
const ids = /* @__PURE__ */ new WeakMap<object, string>()

/**
 * Presence over a channel of Supabase Realtime that has `presence: {}` among its options: the native presence, which tells
 * who is there, but may be called only 5 times in 30 s; and broadcasts, which bring what is new as often as one likes.
 * Whoever comes asks for what the native presence does not have yet. No server looks at what is said: whoever may write
 * to the topic may say anything of anybody.
 *
 * @example
 * const board = useSupabaseChannel(supabase, 'board', { presence: {} })
 * const presence = usePresence(board, { backend: supabasePresence, key: user.id, initial: { cursor: null } })
 */
export function supabasePresence({ connection, clock, grace, sink }: BackendParts): BackendSession {
  const { on, store } = connection
  // The native presence may have what an earlier session said: that was us, too.
  const id = ids.get(store) ?? randomId()
  ids.set(store, id)
  let me: Member | undefined
  /** The others in the native presence, as last seen; `undefined` before that. */
  let native: Map<string, Member> | undefined
  /** Our own version there. */
  let tracked = -1
  let cancelAnswer = (): void => {}

  async function say(event: string, data: unknown): Promise<boolean> {
    const { outcome } = (await connection.emit(event as never, data as never)) as Delivery
    return outcome === 'sent' || outcome === 'acked'
  }

  function memberOf({ version, key, state, away }: Me): Member {
    const now = clock.date()
    const isSame = me?.key === key && me.state === state && me.away === away
    return { id, version, key, state, away, since: me?.since ?? now, at: me && isSame ? me.at : now }
  }

  async function announce(next: Me): Promise<boolean> {
    me = memberOf(next)
    // We hear no broadcasts of our own.
    if (native) sink.changed([me])
    // The newest is tracked as soon as the server allows; the broadcast is there now.
    void say('presence', me)
    return say(names.set, me)
  }

  function synced(state: NativeState): void {
    const before = native
    native = new Map()
    tracked = -1
    for (const member of Object.values(state).flat().filter(isMember)) {
      const other = native.get(member.id)
      if (member.id === id) tracked = Math.max(tracked, member.version)
      else if (!other || other.version < member.version) native.set(member.id, member)
    }
    const members = me ? [...native.values(), me] : native.values()
    if (!before) return sink.replaced(members, grace(), me && { id, key: me.key })
    sink.changed(members)
    const gone = [...before.keys()].filter((other) => !native?.has(other))
    // Whatever they said last: the server knows that their link is gone.
    sink.dropped(
      gone.map((other): Mark => [other, Infinity]),
      grace(),
    )
  }

  function heard(member: unknown): void {
    if (!isMember(member) || member.id === id) return
    sink.changed([member])
    if (!native?.has(member.id)) sink.alive([markOf(member)], untracked)
  }

  function left(mark: unknown): void {
    if (!Array.isArray(mark)) return
    const [other, version]: unknown[] = mark
    if (isText(other) && typeof version === 'number' && other !== id) sink.left([[other, version]])
  }

  function asked(): void {
    cancelAnswer()
    if (me && me.version > tracked) cancelAnswer = clock.after(clock.random() * spread, () => void say(names.set, me))
  }

  const stops = [
    on('presence' as never, synced as never),
    on(names.set as never, heard as never),
    on(names.left as never, left as never),
    on(names.ask as never, asked as never),
  ]

  return {
    open(next) {
      native = undefined
      tracked = -1
      if (next) void announce(next)
      else me = undefined
      void say(names.ask, {})
      // On a link that has been open for a while nobody tells unless somebody comes or goes.
      const { presenceState } = store.getState().details
      if (typeof presenceState === 'function') synced(presenceState() as NativeState)
    },
    set: announce,
    leave(version) {
      cancelAnswer()
      if (!me) return
      void say(names.left, [id, version])
      void say('presence', null)
      me = undefined
    },
    stop() {
      cancelAnswer()
      for (const stop of stops) stop()
    },
  }
}
