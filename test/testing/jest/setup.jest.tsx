import { expect, jest, test } from '@jest/globals'
import { act, render } from '@testing-library/react'
import { connections, useConnection } from 'wirehooks'
import { createFakeTransport, type WireMatchers } from 'wirehooks/testing'

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>> extends WireMatchers<R> {}
}

jest.useFakeTimers()
const complain = jest.spyOn(console, 'error').mockImplementation(() => {})
const fake = createFakeTransport()

function Chat() {
  return <output>{useConnection(fake).status}</output>
}

test('what stays mounted keeps its connection to the end of the test', () => {
  const { container } = render(<Chat />)
  act(() => fake.link.open())
  act(() => fake.link.drop())
  expect(container.textContent).toBe('reconnecting')
  expect([connections.getState().length, jest.getTimerCount() > 0]).toEqual([1, true])
})

test('the next test finds no connection and no timer, and React did not complain', () => {
  expect([connections.getState(), jest.getTimerCount(), complain.mock.calls]).toEqual([[], 0, []])
})

test('expect knows our matchers, and says what was sent', () => {
  expect(fake).not.toHaveSent('CHAT')
  expect(() => expect(fake).toHaveSent('CHAT', 'hi')).toThrow('Expected CHAT to have been sent. Nothing was.')
  expect(() => expect(fake).toHaveReconnected(2)).toThrow('Expected to have reconnected 2 times, there were 0.')
})
