/**
 * For a setup file: matchers, and nothing left between tests.
 *
 * @module wirehooks/testing/setup
 */

// Importing it is using it: once, in a setup file of Jest, or of Vitest with `globals: true`.
import { resetConnections } from './connection/reset'
import type { WireMatchers } from './testing/matchers'
import { globalRunner, setUpTests } from './testing/setUpTests'

declare global {
  // The name that @types/jest has.
  namespace jest {
    interface Matchers<R, T = {}> extends WireMatchers<R> {}
  }
}

setUpTests(globalRunner(), resetConnections)
