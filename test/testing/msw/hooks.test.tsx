// @vitest-environment jsdom
import { cleanup, configure, fireEvent, render, screen } from '@testing-library/react'
import { StrictMode } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useEventSource, useFold, useWebSocket } from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import { wireHandlers, type WireServer } from 'wirehooks/testing/msw'
import { refuseComplaints } from '../../react/support/complaints'
import { serve } from './support/serve'

const chat: WireServer = wireHandlers('wss://chat.example/live', {
  opened: (client) => client.message('LINE', 'welcome'),
  on: { CHAT: (line) => chat.message('LINE', line) },
})

serve(chat)
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
afterEach(cleanup)
configure({ asyncUtilTimeout: 20_000 })

interface Events {
  LINE: string
}

const push = (lines: readonly string[], line: string): readonly string[] => [...lines, line]
const none: readonly string[] = []

function OverWebSocket() {
  const source = useWebSocket<Events>('wss://chat.example/live')
  const lines = useFold(source, 'LINE', push, none)
  return <button onClick={() => void source.emit('CHAT', 'hi')}>{`${source.status}: ${lines.join()}`}</button>
}

function OverEventSource() {
  const source = useEventSource<Events>('https://chat.example/live')
  const lines = useFold(source, 'LINE', push, none)
  return <button onClick={() => chat.message('LINE', 'hi')}>{`${source.status}: ${lines.join()}`}</button>
}

function OverSocketIO() {
  const source = useSocketIO<{ LINE(line: string): void }, { CHAT(line: string): void }>('https://chat.example/live')
  const lines = useFold(source, 'LINE', push, none)
  return <button onClick={() => void source.emit('CHAT', 'hi')}>{`${source.status}: ${lines.join()}`}</button>
}

test.each([
  { name: 'useWebSocket', Chat: OverWebSocket },
  { name: 'useEventSource', Chat: OverEventSource },
  { name: 'useSocketIO', Chat: OverSocketIO },
])('$name shows what a mocked server says, without a complaint', async ({ Chat }) => {
  refuseComplaints()
  render(<Chat />, { wrapper: StrictMode })
  fireEvent.click(await screen.findByText('open: welcome'))
  await screen.findByText('open: welcome,hi')
  expect(chat.links.length).toBe(1)
  chat.drop()
  await screen.findByText('reconnecting: welcome,hi')
  await screen.findByText('open: welcome,hi,welcome')
})
