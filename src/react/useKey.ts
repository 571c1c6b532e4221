import { useId } from 'react'

/**
 * The sharing identity of a transport: the one that was given, or one of this component's own when it depends on a
 * function, which cannot be compared. `undefined` where the plain values are identity enough.
 */
export function useKey(key: string | undefined, ...values: unknown[]): string | undefined {
  const id = useId()
  return key ?? (values.some((value) => typeof value === 'function') ? id : undefined)
}
