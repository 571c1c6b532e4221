import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { configure, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { setupServer } from 'msw/node'
import { useEventSource, useFold, useWebSocket } from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import { wireHandlers, type WireServer } from 'wirehooks/testing/msw'

function mock(address: string): WireServer {
  const mocked: WireServer = wireHandlers(address, {
    opened: (client) => client.message('LINE', 'welcome'),
    on: { SAY: (line) => mocked.message('LINE', line), ECHO: (data) => data },
  })
  return mocked
}

const chat = mock('wss://chat.example/live')
/** At a path of the page, whose address jsdom has. */
const nearChat = mock('/chat')
const server = setupServer(...chat, ...nearChat)

configure({ asyncUtilTimeout: 20_000 })
beforeAll(() => server.listen())
afterEach(() => {
  chat.reset()
  nearChat.reset()
  jest.useRealTimers()
})
afterAll(() => server.close())

interface Events {
  LINE: string
}

const push = (lines: readonly string[], line: string): readonly string[] => [...lines, line]
const none: readonly string[] = []

interface Place {
  /** Where the server is; without one, at another origin. */
  readonly path?: string
}

function OverWebSocket({ path = 'wss://chat.example/live' }: Place) {
  const source = useWebSocket<Events>(path)
  const lines = useFold(source, 'LINE', push, none)
  return <button onClick={() => void source.emit('SAY', 'hi')}>{`${source.status}: ${lines.join()}`}</button>
}

function OverEventSource({ path }: Place) {
  const source = useEventSource<Events>(path ?? 'https://chat.example/live')
  const lines = useFold(source, 'LINE', push, none)
  const say = (): void => (path ? nearChat : chat).message('LINE', 'hi')
  return <button onClick={say}>{`${source.status}: ${lines.join()}`}</button>
}

function OverSocketIO({ path = 'https://chat.example/live' }: Place) {
  const source = useSocketIO<{ LINE(line: string): void }, { SAY(line: string): void }>(path)
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

test.each(chats)('%s speaks with a server that is mocked at a path of the page', async (_, Chat) => {
  render(<Chat path="/chat" />)
  fireEvent.click(await screen.findByText('open: welcome'))
  await screen.findByText('open: welcome,hi')
  expect([nearChat.links.length, chat.links.length]).toEqual([1, 0])
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
