/**
 * For a setup file of Vitest: matchers, and nothing left between tests.
 *
 * @module wirehooks/testing/vitest
 */

// Importing it is using it: once, in a setup file of Vitest.
import { afterAll, afterEach, beforeEach, expect } from 'vitest'
import { resetConnections } from './connection/reset'
import type { WireMatchers } from './testing/matchers'
import { setUpTests } from './testing/setUpTests'

declare global {
  /**
   * What `expect()` returns has all that Chai has, in every version of Vitest. The interfaces that Vitest itself names for matchers
   * have other type parameters in Vitest 2, 3.2 and 5, and TypeScript merges only those that are the same.
   */
  namespace Chai {
    interface Assertion extends WireMatchers<void> {}
  }
}

setUpTests({ beforeEach, afterEach, afterAll, expect }, resetConnections)
