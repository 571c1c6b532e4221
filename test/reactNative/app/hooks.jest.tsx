import { act, render, screen } from '@testing-library/react-native'
import { type ReactNode, StrictMode, useEffect, useLayoutEffect } from 'react'
import { AppState, Text } from 'react-native'
import {
  useAway,
  useConnection,
  useEvent,
  useFold,
  useLatest,
  usePresence,
  useRoom,
  useWebSocket,
  WireProvider,
} from 'wirehooks'
import { reactNativeNetwork } from 'wirehooks/react-native'
import { createFakePresence, createFakeTransport, type FakeTransport } from 'wirehooks/testing'
import { setNetwork } from 'wirehooks/vanilla'
import { become } from '../support/nativeAppState'
import { type Server, startServer } from '../support/server'

setNetwork(reactNativeNetwork({ AppState }))
beforeEach(() => become('active'))

interface Events {
  NEWS: string
}

describe('over a fake', () => {
  let fake: FakeTransport

  /** Says something as soon as the screen is there: after its commit, before its passive effects. */
  function Early({ children }: { children: ReactNode }) {
    useLayoutEffect(() => {
      fake.link.open()
      fake.link.message('NEWS', 'early')
    }, [])
    return children
  }

  beforeEach(() => {
    fake = createFakeTransport()
  })

  test('a message between the commit and the effects is lost for no reader', async () => {
    const heard: string[] = []
    function Screen() {
      const chat = useConnection<Events, object>(fake, { onMessage: ({ data }) => heard.push(`onMessage ${data}`) })
      useEvent(chat, 'NEWS', (text) => heard.push(`useEvent ${text}`))
      const all = useFold(chat, 'NEWS', (lines, text) => [...lines, text], [] as string[])
      const newest = useLatest(chat, 'NEWS')
      return (
        <Text>
          {chat.status} {all.join()} {newest}
        </Text>
      )
    }
    await render(
      <Early>
        <Screen />
      </Early>,
    )
    expect(screen.getByText('open early early')).toBeTruthy()
    expect(new Set(heard)).toEqual(new Set(['onMessage early', 'useEvent early']))
    expect(heard).toHaveLength(2)
  })

  test('a room that is joined in the commit hears what follows', async () => {
    fake.on('JOIN', (room) => `${String(room)} is yours`)
    function Screen() {
      const chat = useConnection(fake)
      const { status, answer } = useRoom(chat, 'seven', { join: (name) => chat.request('JOIN', name) })
      return (
        <Text>
          {status} {String(answer)}
        </Text>
      )
    }
    await render(
      <Early>
        <Screen />
      </Early>,
    )
    expect(await screen.findByText('joined seven is yours')).toBeTruthy()
  })

  test('in the background, this person is away', async () => {
    const people = createFakePresence(fake, 'main', [{ key: 'bob', state: {} }])
    function Screen() {
      const presence = usePresence(useConnection(fake), { key: 'ann', initial: { name: 'Ann' } })
      useAway(presence)
      return (
        <Text>
          {presence.self?.status} {presence.others.map(({ key }) => key).join()}
        </Text>
      )
    }
    await render(<Screen />)
    await act(() => fake.link.open())
    expect(await screen.findByText('online bob')).toBeTruthy()
    await act(() => become('background'))
    expect(await screen.findByText('away bob')).toBeTruthy()
    await act(() => become('active'))
    expect(await screen.findByText('online bob')).toBeTruthy()
    expect(people.self).toEqual({ name: 'Ann' })
  })

  test('the matchers work, and WireProvider swaps transports', async () => {
    function Screen() {
      const { emit, status } = useWebSocket('wss://example.com/live')
      useEffect(() => void emit('HELLO', 1), [emit])
      return <Text>{status}</Text>
    }
    await render(
      <WireProvider transports={{ 'wss://example.com/live': fake }}>
        <Screen />
      </WireProvider>,
    )
    await act(() => fake.link.open())
    expect(fake).toHaveSent('HELLO', 1)
  })
})

describe('over a real server', () => {
  let server: Server
  beforeEach(async () => {
    server = await startServer()
  })
  afterEach(() => server.stop())

  test('two screens share one socket, also in StrictMode, and it is closed when both are gone', async () => {
    function Screen({ name }: { name: string }) {
      const chat = useWebSocket<Events>(server.url, { linger: 10 })
      const news = useLatest(chat, 'NEWS')
      return (
        <Text>
          {name} {chat.status} {news}
        </Text>
      )
    }
    const { unmount } = await render(
      <StrictMode>
        <Screen name="one" />
        <Screen name="two" />
      </StrictMode>,
    )
    await screen.findByText(/one open/)
    server.emit('NEWS', 'for both')
    expect(await screen.findByText('one open for both')).toBeTruthy()
    expect(await screen.findByText('two open for both')).toBeTruthy()
    const closed = new Promise((resolve) => server.sockets[0]?.on('close', resolve))
    await unmount()
    expect([await closed, server.sockets.length]).toEqual([1000, 1])
  })
})
