import { useCallback, useSyncExternalStore } from 'react'

/** Counts down to a wall time; 0 for none. */
export function useSecondsUntil(time: number | null): number {
  const subscribe = useCallback(
    (onTick: () => void) => {
      if (time === null) return () => {}
      const timer = setInterval(onTick, 200)
      return () => clearInterval(timer)
    },
    [time],
  )
  return useSyncExternalStore(subscribe, () => Math.max(0, Math.ceil(((time ?? 0) - Date.now()) / 1000)))
}
