import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { configure, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { setupServer } from 'msw/node'
import { useEventSource, useFold, useWebSocket } from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import { wireHandlers, type WireServer } from 'wirehooks/testing/msw'

const chat: WireServer = wireHandlers('wss://chat.example/live', {
  opened: (client) => client.message('LINE', 'welcome'),
  on: { SAY: (line) => chat.message('LINE', line), ECHO: (data) => data },
})
const server = setupServer(...chat)

configure({ asyncUtilTimeout: 20_000 })
beforeAll(() => server.listen())
afterEach(() => {
  chat.reset()
  jest.useRealTimers()
})
afterAll(() => server.close())

interface Events {
  LINE: string
}

const push = (lines: readonly string[], line: string): readonly string[] => [...lines, line]
const none: readonly string[] = []

function OverWebSocket() {
  const source = useWebSocket<Events>('wss://chat.example/live')
  const lines = useFold(source, 'LINE', push, none)
  return <button onClick={() => void source.emit('SAY', 'hi')}>{`${source.status}: ${lines.join()}`}</button>
}

function OverEventSource() {
  const source = useEventSource<Events>('https://chat.example/live')
  const lines = useFold(source, 'LINE', push, none)
  return <button onClick={() => chat.message('LINE', 'hi')}>{`${source.status}: ${lines.join()}`}</button>
}

function OverSocketIO() {
  const source = useSocketIO<{ LINE(line: string): void }, { SAY(line: string): void }>('https://chat.example/live')
  const lines = useFold(source, 'LINE', push, none)
  return <button onClick={() => void source.emit('SAY', 'hi')}>{`${source.status}: ${lines.join()}`}</button>
}

const chats = [
  ['useWebSocket', OverWebSocket],
  ['useEventSource', OverEventSource],
  ['useSocketIO', OverSocketIO],
] as const

test.each(chats)('%s speaks with a mocked server', async (_, Chat) => {
  render(<Chat />)
  fireEvent.click(await screen.findByText('open: welcome'))
  await screen.findByText('open: welcome,hi')
  expect(chat.links.length).toBe(1)
})

test.each(chats)('%s speaks with a mocked server while timers are fake', async (_, Chat) => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] })
  render(<Chat />)
  fireEvent.click(await screen.findByText('open: welcome'))
  await screen.findByText('open: welcome,hi')
  chat.drop()
  await screen.findByText('reconnecting: welcome,hi')
  await screen.findByText('open: welcome,hi,welcome')
  expect(chat.links.length).toBe(2)
})

const answers: unknown[] = []

function Bytes() {
  const source = useSocketIO<Record<string, never>, { ECHO(data: unknown): unknown }>('https://chat.example/live')
  const ask = async (): Promise<void> => {
    answers.push(await source.connection.request('ECHO', { file: new Uint8Array([1, 2]) }))
  }
  return <button onClick={() => void ask()}>{source.status}</button>
}

test('bytes go both ways, whatever realm they are of', async () => {
  render(<Bytes />)
  fireEvent.click(await screen.findByText('open'))
  await waitFor(() => expect(answers.length).toBe(1))
  const [{ file }] = answers as [{ file: ArrayBuffer }]
  expect([...new Uint8Array(file)]).toEqual([1, 2])
})
