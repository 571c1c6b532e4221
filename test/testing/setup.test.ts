import { afterEach, expect, test, vi } from 'vitest'
import { wireMatchers } from 'wirehooks/testing'

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
    afterEach: vi.fn<(run: () => void) => void>(),
    expect: { extend: vi.fn<(matchers: object) => void>() },
  }
  vi.stubGlobal('afterEach', runner.afterEach)
  vi.stubGlobal('expect', runner.expect)
  await import('wirehooks/testing/setup')
  expect([runner.afterEach.mock.calls.length, Object.keys(runner.expect.extend.mock.lastCall?.[0] ?? {})]).toEqual([
    1,
    Object.keys(wireMatchers),
  ])
})
