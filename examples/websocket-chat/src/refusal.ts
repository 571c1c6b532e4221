import { isWireError } from 'wirehooks'
import type { Refused } from '../protocol'

/** What the server said when it refused a request; nothing when only the link broke. */
export function refusalOf(error: unknown): Refused | null {
  return isWireError(error) && error.code === 'rejected' ? (error.cause as Refused) : null
}
