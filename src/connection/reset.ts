import { forgetWarnings } from '../transport/development'
import { onReset, resetAll } from '../transport/resets'
import { forgetConnections } from './registry'

/**
 * Closes every connection that is started and forgets who shares one, so that a test begins as the first one did. Where a
 * test has several copies of the library, it does so in all of them.
 * Components that are still mounted keep their closed connections: unmount them first.
 *
 * @example
 * afterEach(resetConnections)
 */
export function resetConnections(): void {
  // On a page without a bundler no copy joins by itself, since there is no `process.env`. This one is reset all the same.
  onReset('connections', forgetConnections)
  onReset('warnings', forgetWarnings)
  resetAll('connections')
  resetAll('warnings')
}
