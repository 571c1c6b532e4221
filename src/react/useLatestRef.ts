import { useInsertionEffect, useRef } from 'react'

/**
 * The value of the newest render that was committed, for what is called outside rendering: a callback never sees the
 * props of a render that was thrown away.
 */
export function useLatestRef<T>(value: T): { readonly current: T } {
  const ref = useRef(value)
  useInsertionEffect(() => {
    ref.current = value
  })
  return ref
}
