import { isName } from '../../protocol/name'
import { quoted } from '../../transport/error'

/** Who somebody is, as an application says it. */
export type GivenKey = string | null | undefined

/**
 * The key that an application gives a client; `undefined` where it gives none, or gives what cannot be a key. That client may
 * only look on.
 */
export function knownKey(key: GivenKey, failed: (cause: unknown) => void): string | undefined {
  if (key === undefined || key === null) return undefined
  if (isName(key)) return key
  failed(
    new TypeError(
      `Expected a key to be a text of 1 to 256 bytes, got ${quoted(key)}. This client may only look on: give String(user.id), or undefined for who is not known.`,
    ),
  )
  return undefined
}
