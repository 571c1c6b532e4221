import { wireMatchers } from './matchers'

/** The part of a test runner that is needed. */
export interface TestRunner {
  beforeEach?(run: () => void): unknown
  afterEach(run: () => void): unknown
  afterAll?(run: () => void): unknown
  readonly expect?: { extend(matchers: typeof wireMatchers): unknown }
}

/** React reads it at every update: whether one outside of `act` is worth a warning. */
const actFlag = 'IS_REACT_ACT_ENVIRONMENT'

/** Has every test begin as the first one did, and teaches `expect` our matchers. */
export function setUpTests({ beforeEach, afterEach, afterAll, expect }: TestRunner, reset: () => void): void {
  /** Tests that run at the same time (`test.concurrent`) share the page: the last one to end clears it. */
  let running = 0
  expect?.extend(wireMatchers)
  beforeEach?.(() => {
    running += 1
  })
  afterEach(() => {
    running = Math.max(0, running - 1)
    if (running === 0) withoutAct(reset)
  })
  // Jest calls no `afterEach` for tests that run at the same time.
  afterAll?.(() => withoutAct(reset))
}

/** Jest comes here before it unmounts: components may hear that their connection is closed. */
function withoutAct(reset: () => void): void {
  const before: unknown = Reflect.get(globalThis, actFlag)
  Reflect.set(globalThis, actFlag, false)
  try {
    reset()
  } finally {
    Reflect.set(globalThis, actFlag, before)
  }
}

/** The runner whose functions are global: Jest, or Vitest with `globals: true`. */
export function globalRunner(): TestRunner {
  const scope: object = globalThis
  if (isRunner(scope)) return scope
  throw new Error(
    'Expected a global afterEach(), there is none. In Vitest without `globals: true`, import "wirehooks/testing/vitest" instead; in Jest, name this module in `setupFilesAfterEnv`, not in `setupFiles`; where Jest has `injectGlobals: false`, call expect.extend(wireMatchers) and afterEach(resetConnections) with what @jest/globals gives',
  )
}

function isRunner(scope: object): scope is TestRunner {
  return 'afterEach' in scope && typeof scope.afterEach === 'function'
}
