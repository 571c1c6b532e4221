import { useState } from 'react'

interface Pausable<T> {
  /** The newest value, or the one it was paused at. */
  readonly shown: T
  readonly isPaused: boolean
  pause(): void
  goOn(): void
}

/** Holds still what goes on elsewhere. */
export function usePausable<T>(value: T): Pausable<T> {
  const [held, hold] = useState<{ value: T } | null>(null)
  return {
    shown: held ? held.value : value,
    isPaused: held !== null,
    pause: () => hold({ value }),
    goOn: () => hold(null),
  }
}
