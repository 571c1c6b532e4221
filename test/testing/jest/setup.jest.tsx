import { expect, jest, test } from '@jest/globals'
import { act, render } from '@testing-library/react'
import { connections, useConnection } from 'wirehooks'
import { createFakeTransport } from 'wirehooks/testing'

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

test('expect knows our matchers', () => {
  expect(fake).not.toHaveSent('CHAT')
})
