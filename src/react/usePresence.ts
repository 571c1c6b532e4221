import { useSyncExternalStore } from 'react'
import type { PresenceConnection } from '../presence/backend'
import type { PresenceOptions } from '../presence/options'
import type { Presence } from '../presence/presence'
import { presenceOf } from '../presence/presenceOf'
import { outside, type PresenceState } from '../presence/state'
import { createTracked, partsOf } from './tracked'
import { useHold } from './useHold'
import { useLatestRef } from './useLatestRef'
import { useInstance } from './useInstance'

/** The options of `usePresence`. */
export interface UsePresenceOptions<State extends object = Record<string, unknown>> extends PresenceOptions<State> {
  /**
   * `false` stays outside.
   * @default true
   */
  enabled?: boolean | undefined
}

/** What has presence: what a hook returned, or a connection. */
export interface PresenceSource extends PresenceConnection {
  /** The connection, of what a hook returned. */
  readonly connection?: PresenceConnection
}

/** What `usePresence` returns. Reading a part of the state subscribes to it. */
export interface PresenceView<State extends object = Record<string, unknown>>
  extends Presence<State>, PresenceState<State> {
  /** The presence itself, which stays the same while views come and go. */
  readonly presence: Presence<State>
}

/**
 * Who is in a channel now, and what each of them shares, for as long as the component is mounted; over any connection
 * whose server keeps it. Components that name the same channel of the same connection enter once and leave once.
 * It renders at most once a frame, and only for what was read: to render for a part of the others, use `useOthers`.
 *
 * @example
 * type Shared = { name: string; cursor: { x: number; y: number } | null }
 * const presence = usePresence<Shared>(chat, { channel: 'board', key: user.id, initial: { name, cursor: null } })
 * return <Board onMove={(cursor) => presence.update({ cursor })}>{presence.others.map(drawCursor)}</Board>
 */
export function usePresence<State extends object>(
  source: PresenceSource,
  options: UsePresenceOptions<State>,
): PresenceView<State> {
  const connection = source.connection ?? source
  const newest = useLatestRef<PresenceOptions<State>>(options)
  const { presence, views } = useInstance([connection, options.channel], () => {
    const presence = presenceOf(connection, options)
    // A server renders for many people over one connection: nobody may see who came first.
    const initial = outside(options)
    const store = { ...presence.store, getInitialState: () => initial }
    return { presence, views: createTracked({ ...presence, presence }, partsOf<PresenceState<State>>(store)) }
  })
  const isWanted = options.enabled !== false
  // Another key is another person.
  useHold([presence, isWanted, options.key], () => (isWanted ? presence.enter(newest) : undefined))
  return useSyncExternalStore(views.subscribe, views.getView, views.getServerView)
}
