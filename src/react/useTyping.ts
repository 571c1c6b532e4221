import { useEffect } from 'react'
import type { Presence } from '../presence/presence'
import type { Person } from '../presence/roster'
import { createKeystrokes } from '../presence/typing'
import { systemClock } from '../transport/clock'
import { useCurrent } from './useCurrent'
import { useKept } from './useKept'
import { useOthers } from './useOthers'

/** The options of `useTyping`. */
export interface UseTypingOptions {
  /**
   * Milliseconds after the last keystroke until somebody types no more.
   * @default 3000
   */
  stopAfter?: number
}

/** What people share of whom `useTyping` tells. */
export interface CanType {
  /** They are typing now. */
  readonly typing?: boolean
}

/** What `useTyping` returns. */
export interface Typing<State extends CanType> {
  /** Who else is typing. */
  readonly who: readonly Person<State>[]
  /** To be called for every keystroke. */
  start(): void
  /** To be called when the text was sent, or given up. */
  stop(): void
}

/**
 * Who is typing, kept as `typing` in what everybody shares. It stops by itself when nothing is typed for a while or the
 * component goes; of people whose link is down it is not told.
 *
 * @example
 * const { who, start, stop } = useTyping(presence)
 * return <input onInput={start} onBlur={stop} />
 */
export function useTyping<State extends CanType>(
  presence: Pick<Presence<State>, 'store' | 'update'>,
  { stopAfter = 3000 }: UseTypingOptions = {},
): Typing<State> {
  const { update } = presence
  const newest = useCurrent(stopAfter)
  const { start, stop } = useKept([update], () =>
    createKeystrokes({
      clock: systemClock,
      stopAfter: () => newest.current,
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
