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

  // For Vitest with `globals: true`, in every version of it: see testing.vitest.ts.
  namespace Chai {
    interface Assertion extends WireMatchers<void> {}
  }
}

// What `import { expect } from '@jest/globals'` gives. TypeScript 6 and 7 report TS2664 where no file of the program imports `expect`, as
// in `src` alone and in a project with Vitest. With `@types/jest` in the program they report nothing, so `@ts-expect-error` is none.
// @ts-ignore -- TS2664
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends WireMatchers<R> {}
}

setUpTests(globalRunner(), resetConnections)
