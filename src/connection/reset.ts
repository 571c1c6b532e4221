import { forgetWarnings } from '../transport/development'
import { connections, forgetShared } from './registry'

/**
 * Closes every connection that is started and forgets who shares one, so that a test begins as the first one did.
 * Components that are still mounted keep their closed connections: unmount them first.
 *
 * @example
 * afterEach(resetConnections)
 */
export function resetConnections(): void {
  for (const connection of connections.getState()) connection.close()
  forgetShared()
  forgetWarnings()
}
