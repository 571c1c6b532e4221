import { setupServer } from 'msw/node'
import { io } from 'socket.io-client'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { eventSource, webSocket } from 'wirehooks/vanilla'
import { socketIO } from 'wirehooks/socket.io'
import { resetConnections } from 'wirehooks/testing'
import { wireHandlers, type WireServer } from 'wirehooks/testing/msw'
import { refuseComplaints } from '../../react/support/complaints'
import { addressOf } from '../../../src/testing/msw/address'
import { eventually } from './support/eventually'
import { connect, everythingElse } from './support/serve'

const server = setupServer()
server.listen(everythingElse('error'))

const mocks: WireServer[] = []

// A request that MSW does not answer any more would go out into the world.
afterEach(async () => {
  resetConnections()
  await vi.waitUntil(() => mocks.every(({ clients }) => clients.length === 0))
  for (const mocked of mocks.splice(0)) mocked.reset()
  server.resetHandlers()
})
afterAll(() => server.close())

function mock(url: string | URL, greeting = 'hi'): WireServer {
  const mocked = wireHandlers(url, { opened: (client) => client.message('GREETING', greeting) })
  server.use(...mocked)
  mocks.push(mocked)
  return mocked
}

const makers = [
  { way: 'WebSocket', make: (rest: string) => webSocket(`wss://${rest}`) },
  { way: 'Server-Sent Events', make: (rest: string) => eventSource(`https://${rest}`) },
  { way: 'Socket.IO', make: (rest: string) => socketIO(`https://${rest}`) },
]

describe.each(makers)('over $way', ({ make }) => {
  test.each([
    { name: 'as it is dialled', written: 'wss://chat.example/live', dialled: 'chat.example/live' },
    { name: 'as a URL', written: new URL('https://chat.example/live'), dialled: 'chat.example/live' },
    { name: 'with a query', written: 'wss://chat.example/live?token=1', dialled: 'chat.example/live?token=2' },
    { name: 'with a port', written: 'wss://chat.example:8443/live', dialled: 'chat.example:8443/live' },
    { name: 'with the port of its scheme', written: 'wss://chat.example:443/live', dialled: 'chat.example/live' },
    { name: 'in capitals', written: 'WSS://Chat.Example/live', dialled: 'chat.example/live' },
    { name: 'with letters that are encoded', written: 'wss://chat.example/salón', dialled: 'chat.example/salón' },
    { name: 'with a slash at the end', written: 'wss://chat.example/live/', dialled: 'chat.example/live/' },
    { name: 'without a path', written: 'wss://chat.example', dialled: 'chat.example/' },
    { name: 'with a path of one slash', written: 'wss://chat.example/', dialled: 'chat.example' },
  ])('an address may be written $name', async ({ written, dialled }) => {
    mock(written)
    const { heard } = connect(make(dialled))
    await eventually(() => expect(heard).toEqual([['GREETING', 'hi']]))
  })

  test('what stands nearest answers, as with all handlers of MSW', async () => {
    const usual = mock('wss://chat.example/live', 'usual')
    const special = mock('wss://chat.example/live', 'special')
    const { heard } = connect(make('chat.example/live'))
    await eventually(() => expect(heard).toEqual([['GREETING', 'special']]))
    expect([usual.links.length, special.links.length]).toEqual([0, 1])
  })

  test('servers at other paths of one origin are others', async () => {
    const [one, other] = [mock('wss://chat.example/one', 'one'), mock('wss://chat.example/other', 'other')]
    const ends = [connect(make('chat.example/one')), connect(make('chat.example/other'))]
    await eventually(() =>
      expect(ends.map(({ heard }) => heard)).toEqual([[['GREETING', 'one']], [['GREETING', 'other']]]),
    )
    expect([one.links.length, other.links.length]).toEqual([1, 1])
  })
})

describe('a path', () => {
  afterEach(() => vi.unstubAllGlobals())

  test.each([
    { page: undefined, is: 'is there in no page' },
    { page: 'about:blank', is: 'is not in a page without an address' },
  ])('$is, and the error says what to do', ({ page }) => {
    vi.stubGlobal('location', page && { href: page })
    expect(() => wireHandlers('/live')).toThrow(
      'got "/live", and there is no page here that has an address. Write the whole address, or have the test runner give the page one',
    )
  })

  test('is one of the document, which may say where its addresses begin', () => {
    vi.stubGlobal('location', { href: 'https://app.example/' })
    vi.stubGlobal('document', { baseURI: 'https://api.example/v2/' })
    expect(addressOf('/live').http).toBe('https://api.example/live')
  })

  test('has a slash at its beginning, or could be a host', () => {
    vi.stubGlobal('location', { href: 'https://app.example/' })
    expect(() => wireHandlers('chat.example/live')).toThrow(/got "chat.example\/live"$/)
  })
})

test.each(makers.slice(0, 2))('an address that nobody mocks is told of, over $way', async ({ make }) => {
  const takeComplaints = refuseComplaints()
  const mocked = mock('wss://chat.example/live')
  const { connection } = connect(make('chat.example/liv'))
  await eventually(() => expect(connection.store.getState().closeReason?.kind).toBe('peer'))
  expect(takeComplaints().join('\n')).toContain('chat.example/liv')
  expect(mocked.links).toEqual([])
})

test('a namespace that nobody mocks is not there, as on a real server', async () => {
  const mocked = mock('wss://chat.example/live')
  const { connection } = connect(socketIO('https://chat.example/liv'))
  await eventually(() => expect(connection.store.getState().closeReason?.reason).toContain('Invalid namespace'))
  expect(mocked.links).toEqual([])
})

test.each([{ path: '/ws' }, { path: '/ws/', addTrailingSlash: false }, { path: '/socket.io/', query: { token: '1' } }])(
  'Socket.IO is mocked wherever its engine is: $path',
  async (options) => {
    const mocked = mock('https://chat.example/live')
    const socket = io('https://chat.example/live', { forceNew: true, ...options })
    await eventually(() => expect(socket.connected).toBe(true))
    expect(mocked.clients[0]?.url.searchParams.get('token') ?? null).toBe(options.query?.token ?? null)
    socket.disconnect()
  },
)

test('a session over HTTP goes on when another server of its origin comes to stand before it', async () => {
  const usual = mock('https://chat.example/live')
  const { connection, heard } = connect(socketIO('https://chat.example/live'))
  await eventually(() => expect(heard.length).toBe(1))
  mock('https://chat.example/other')
  await connection.emit('CHAT', 'hi')
  await eventually(() => expect(usual.sent).toEqual([{ event: 'CHAT', data: 'hi' }]))
  usual.message('CHAT', 'hi')
  await eventually(() => expect(heard.length).toBe(2))
})
