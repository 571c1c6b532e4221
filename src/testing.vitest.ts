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

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends WireMatchers<R> {}
}

setUpTests({ beforeEach, afterEach, afterAll, expect }, resetConnections)
