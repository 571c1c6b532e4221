import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inDevelopment, warn } from '../../src/transport/development'
import { WireError } from '../../src/transport/error'

const warnings: string[] = []
beforeEach(() => {
  warnings.length = 0
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  vi.unstubAllGlobals()
})

const text = (): string | false => process.env.NODE_ENV !== 'production' && 'a hint'

test('runs what is for developers, and gives its result back', () => {
  expect(inDevelopment(text)).toBe('a hint')
  warn(text)
  expect(warnings).toEqual(['wirehooks: a hint'])
})

test('is silent in production', () => {
  vi.stubEnv('NODE_ENV', 'production')
  expect(inDevelopment(text)).toBeUndefined()
  warn(text)
  expect([warnings, new WireError('timeout', text).message]).toEqual([[], 'timeout'])
})

test.each<[string, () => unknown]>([
  ['there is no process', () => Reflect.deleteProperty(globalThis, 'process')],
  ['process is undefined', () => vi.stubGlobal('process', undefined)],
])('is silent on a page without a bundler, where %s', (_name, prepare) => {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'process') as PropertyDescriptor
  prepare()
  try {
    const seen = inDevelopment(text)
    warn(text)
    const { message } = new WireError('timeout', text)
    Object.defineProperty(globalThis, 'process', descriptor)
    expect([seen, warnings, message]).toEqual([undefined, [], 'timeout'])
  } finally {
    Object.defineProperty(globalThis, 'process', descriptor)
  }
})

test('a check that throws, throws', () => {
  const check = (): never => {
    throw new RangeError('mine')
  }
  expect(() => inDevelopment(check)).toThrow(RangeError)
})
