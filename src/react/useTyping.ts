import { useEffect } from 'react'
import type { Presence } from '../presence/presence'
import type { Person } from '../presence/roster'
import { createKeystrokes } from '../presence/typing'
import { systemClock } from '../transport/clock'
import { useLatestRef } from './useLatestRef'
import { useInstance } from './useInstance'
import { useOthers } from './useOthers'

/** The options of `useTyping`. */
export interface UseTypingOptions {
  /**
   * Milliseconds after the last keystroke until somebody types no more.
   * @default 3000
   */
  stopAfter?: number | undefined
}

/** What `useTyping` adds to the state that people share. A type of yours may name it, and need not. */
export interface CanType {
  /** They are typing now. */
  readonly typing?: boolean | undefined
}

/** What `useTyping` returns. */
export interface Typing<State extends object> {
  /** Who else is typing. */
  readonly who: readonly Person<State>[]
  /** To be called for every keystroke. */
  start(): void
  /** To be called when the text was sent, or given up. */
  stop(): void
}

/**
 * Who is typing, kept as `typing` in the state that everybody shares, which may be of any type whose `typing`, if it has
 * one, is a boolean. It stops by itself when nothing is typed for a while or the component goes. People whose link is down
 * are not among them. A `validate` of the presence must let `typing` pass.
 *
 * @example
 * const { who, start, stop } = useTyping(presence)
 * return <input onInput={start} onBlur={stop} />
 */
export function useTyping<State extends object & CanType>(
  presence: Pick<Presence<State>, 'store' | 'update'>,
  { stopAfter = 3000 }: UseTypingOptions = {},
): Typing<State> {
  const { update } = presence
  const latestStopAfter = useLatestRef(stopAfter)
  const { start, stop } = useInstance([update], () =>
    createKeystrokes({
      clock: systemClock,
      stopAfter: () => latestStopAfter.current,
      changed: (typing) => update({ typing } as Partial<State>),
    }),
  )
  useEffect(() => stop, [stop])
  const who = useOthers(presence, (others) => others.filter(isTyping))
  return { who, start, stop }
}

function isTyping<State extends CanType>({ state, status }: Person<State>): boolean {
  return state.typing === true && status !== 'stale'
}
