import { wireMatchers } from './matchers'

/** The part of a test runner that is needed. */
export interface TestRunner {
  afterEach(run: () => void): unknown
  readonly expect?: { extend(matchers: typeof wireMatchers): unknown }
}

/** React reads it at every update: whether one outside of `act` is worth a warning. */
const actFlag = 'IS_REACT_ACT_ENVIRONMENT'

/** Has every test begin as the first one did, and teaches `expect` our matchers. */
export function setUpTests({ afterEach, expect }: TestRunner, reset: () => void): void {
  expect?.extend(wireMatchers)
  afterEach(() => {
    const before: unknown = Reflect.get(globalThis, actFlag)
    // Jest comes here before it unmounts: components may hear that their connection is closed.
    Reflect.set(globalThis, actFlag, false)
    try {
      reset()
    } finally {
      Reflect.set(globalThis, actFlag, before)
    }
  })
}

/** The runner whose functions are global: Jest, or Vitest with `globals: true`. */
export function globalRunner(): TestRunner {
  const scope: object = globalThis
  if (isRunner(scope)) return scope
  throw new Error(
    'Expected a global afterEach(), there is none. In Vitest without `globals: true`, import "wirehooks/testing/vitest" instead; in Jest, name this module in `setupFilesAfterEnv`, not in `setupFiles`',
  )
}

function isRunner(scope: object): scope is TestRunner {
  return 'afterEach' in scope && typeof scope.afterEach === 'function'
}
