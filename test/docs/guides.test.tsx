import { act, cleanup, render, renderHook, screen, waitFor } from '@testing-library/react'
import type { ComponentType } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { type ConnectionView, useConnection } from 'wirehooks'
import { createFakeTransport, resetConnections, type SessionRecorder } from 'wirehooks/testing'
import { exampleCom } from './support/exampleCom'
import { runningPage } from './support/running'

const statuses = runningPage('stories/docs/Statuses.mdx')
const testing = runningPage('stories/docs/Testing.mdx')

afterEach(() => {
  cleanup()
  resetConnections()
})

test('a banner shows when the link has been missing for a while', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { result } = renderHook(() => useConnection(createFakeTransport({ key: 'banner' })))
    const run = await statuses.load<{ Banner: ComponentType }>('Show it to people')
    const { Banner } = run({ chat: result.current.connection })
    render(<Banner />)
    expect(screen.queryByRole('button')).toBe(null)
    act(() => void vi.advanceTimersByTime(5000))
    screen.getByRole('button', { name: 'Try now' })
  } finally {
    vi.useRealTimers()
  }
})

test('it is told that a connection gave up, and not that it was closed', async () => {
  const server = await exampleCom()
  const toast = vi.fn()
  const run = await statuses.load<{ last: ConnectionView }>('When it gave up')
  const { result } = renderHook(() => run({ toast }).last)
  await waitFor(() => expect(result.current.status).toBe('open'))
  act(() => result.current.close())
  expect(toast).not.toHaveBeenCalled()
  act(() => result.current.open())
  await waitFor(() => expect(result.current.status).toBe('open'))
  server.peers[1]?.socket.close(4403)
  await waitFor(() => expect(result.current.status).toBe('failed'))
  expect(toast).toHaveBeenCalledExactlyOnceWith('No connection: peer')
})

test('a recording says what it is told to, and leaves out what looks like a credential', async () => {
  for (const [text, heard] of [
    ['recorder.wrapper', { event: 'AUTH', data: '[redacted]' }],
    ['redact', { event: 'AUTH', data: 'secret' }],
  ] as const) {
    const run = await testing.load<{ recorder: SessionRecorder }>('A session played back', text)
    const { result } = renderHook(() => run().recorder)
    const recorder = result.current
    const fake = createFakeTransport({ opens: true })
    const { result: chat } = renderHook(() => useConnection(fake, { wrappers: [recorder.wrapper] }))
    await act(() => chat.current.emit('AUTH', 'secret'))
    await act(() => chat.current.emit('NOTE', 'hi'))
    const said = recorder
      .session()
      .links.flatMap((link) => link.flatMap((one) => ('message' in one ? [one.message] : [])))
    expect(said).toEqual([heard, { event: 'NOTE', data: text === 'redact' ? '…' : 'hi' }])
  }
})
