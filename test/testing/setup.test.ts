import { afterEach, expect, test, vi } from 'vitest'
import { wireMatchers } from 'wirehooks/testing'
import { setUpTests } from '../../src/testing/setUpTests'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

test('without a global afterEach, says what to import instead', async () => {
  await expect(import('wirehooks/testing/setup')).rejects.toThrow(
    'In Vitest without `globals: true`, import "wirehooks/testing/vitest" instead',
  )
})

test('registers with the runner whose functions are global', async () => {
  const runner = {
    beforeEach: vi.fn<(run: () => void) => void>(),
    afterEach: vi.fn<(run: () => void) => void>(),
    expect: { extend: vi.fn<(matchers: object) => void>() },
  }
  vi.stubGlobal('beforeEach', runner.beforeEach)
  vi.stubGlobal('afterEach', runner.afterEach)
  vi.stubGlobal('expect', runner.expect)
  await import('wirehooks/testing/setup')
  expect([
    runner.beforeEach.mock.calls.length,
    runner.afterEach.mock.calls.length,
    Object.keys(runner.expect.extend.mock.lastCall?.[0] ?? {}),
  ]).toEqual([1, 1, Object.keys(wireMatchers)])
})

test('clears the page after each test, and after the last of those that run at the same time', () => {
  const hooks: Record<string, () => void> = {}
  const log: string[] = []
  setUpTests(
    {
      beforeEach: (run) => (hooks.before = run),
      afterEach: (run) => (hooks.after = run),
      afterAll: (run) => (hooks.end = run),
    },
    () => log.push('cleared'),
  )
  for (const hook of ['before', 'after', 'before', 'before', 'after', 'after', 'end']) {
    log.push(hook)
    hooks[hook]?.()
  }
  expect(log).toEqual([
    ...['before', 'after', 'cleared'],
    ...['before', 'before', 'after', 'after', 'cleared'],
    ...['end', 'cleared'],
  ])
})

test('clears the page after each test of a runner that has nothing but afterEach', () => {
  let cleared = 0
  let endTest = (): void => {}
  setUpTests({ afterEach: (run) => (endTest = run) }, () => (cleared += 1))
  endTest()
  endTest()
  expect(cleared).toBe(2)
})
