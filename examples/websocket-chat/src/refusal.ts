import { isWireError } from 'wirehooks'

/** What the server said when it refused a request; nothing when only the link broke. */
export function refusalOf(error: unknown): string | null {
  return isWireError(error) && error.code === 'rejected' ? String(error.cause) : null
}
