// @vitest-environment jsdom
import { act, render } from '@testing-library/react'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connections, useConnection } from 'wirehooks'
import { createFakeTransport } from 'wirehooks/testing'

await import('wirehooks/testing/vitest')

const fake = createFakeTransport()
const complaints: unknown[] = []
const { error } = console

beforeAll(() => {
  vi.useFakeTimers()
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
  console.error = (complaint) => complaints.push(complaint)
})
afterAll(() => {
  vi.useRealTimers()
  console.error = error
})

function Chat() {
  return <output>{useConnection(fake).status}</output>
}

test('what stays mounted keeps its connection to the end of the test', () => {
  const { container } = render(<Chat />)
  act(() => fake.link.open())
  act(() => fake.link.drop())
  expect(container.textContent).toBe('reconnecting')
  expect([connections.getState().length, vi.getTimerCount() > 0]).toEqual([1, true])
})

test('the next test finds no connection and no timer, and React did not complain', () => {
  expect([connections.getState(), vi.getTimerCount(), complaints]).toEqual([[], 0, []])
})

test('expect knows our matchers', () => {
  expect(fake).not.toHaveSent('CHAT')
})
