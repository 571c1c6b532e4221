import { useInsertionEffect, useRef } from 'react'

/**
 * The newest value, for what is called outside rendering. It changes when a render is committed, so a callback never
 * sees the props of a render that was thrown away.
 */
export function useCurrent<T>(value: T): { readonly current: T } {
  const ref = useRef(value)
  useInsertionEffect(() => {
    ref.current = value
  })
  return ref
}
