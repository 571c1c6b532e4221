import NetInfo from '@react-native-community/netinfo'
import { AppState } from 'react-native'
import { reactNativeNetwork } from 'wirehooks/react-native'
import { type Connection, createConnection, heartbeat, setNetwork, webSocket } from 'wirehooks/vanilla'
import { become } from '../support/nativeAppState'
import { connectTo } from '../support/nativeNetInfo'
import { type Server, startServer } from '../support/server'
import { until } from '../support/wait'

let server: Server
let connection: Connection

setNetwork(reactNativeNetwork({ AppState, NetInfo }))

beforeEach(async () => {
  become('active')
  connectTo({ type: 'wifi', isConnected: true })
  server = await startServer()
  connection = createConnection(webSocket(server.url), {
    backoff: { delay: 10 },
    wrappers: [heartbeat({ interval: 60_000, timeout: 30_000 })],
  })
  connection.open()
  await until(connection, 'open')
})
afterEach(async () => {
  connection.close()
  await server.stop()
})

const state = () => connection.store.getState()

/** As long as several attempts would take. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 100))

test('AppState and NetInfo are those of React Native', () => {
  expect(AppState).toBe(jest.requireActual('react-native/Libraries/AppState/AppState').default)
  expect(AppState.currentState).toBe('active')
})

test('in the background a link that breaks is not opened again, and no attempt has failed', async () => {
  become('inactive')
  become('background')
  server.sockets[0]?.terminate()
  await until(connection, 'reconnecting')
  await aWhile()
  expect([server.sockets.length, state().attempt, state().retryAt]).toEqual([1, 0, null])
  become('active')
  await until(connection, 'open')
  expect(server.sockets).toHaveLength(2)
})

test('in the background an attempt that was planned is not made', async () => {
  const { port } = new URL(server.url)
  await server.stop()
  await until(connection, 'reconnecting')
  become('background')
  await aWhile()
  expect(state()).toMatchObject({ status: 'reconnecting', retryAt: null })
  server = await startServer(Number(port))
  await aWhile()
  expect(server.sockets).toHaveLength(0)
  become('active')
  await until(connection, 'open')
})

test('in the background an open link stays, and messages arrive', async () => {
  const received: unknown[] = []
  connection.on('NEWS', (data) => received.push(data))
  become('background')
  server.emit('NEWS', 1)
  await aWhile()
  become('active')
  server.emit('NEWS', 2)
  await aWhile()
  expect([received, server.sockets.length, state().status]).toEqual([[1, 2], 1, 'open'])
})

test('back from the background, an open link has to answer', async () => {
  become('background')
  become('active')
  await aWhile()
  expect(server.received).toEqual(['{"type":"ping"}'])
  expect(state().latency).toEqual(expect.any(Number))
})

test('inactive is not the background: a link that breaks is opened again', async () => {
  become('inactive')
  server.sockets[0]?.terminate()
  await until(connection, 'reconnecting')
  await until(connection, 'open')
  expect(server.sockets).toHaveLength(2)
})

test('another network: the open link has to answer', async () => {
  connectTo({ type: 'cellular', isConnected: true })
  await aWhile()
  expect(server.received).toEqual(['{"type":"ping"}'])
})

test('no network, and one again', async () => {
  connectTo({ type: 'none', isConnected: false })
  expect(state().online).toBe(false)
  server.sockets[0]?.terminate()
  await until(connection, 'reconnecting')
  await aWhile()
  expect(server.sockets).toHaveLength(1)
  connectTo({ type: 'cellular', isConnected: true })
  expect(state().online).toBe(true)
  await until(connection, 'open')
  expect(server.sockets).toHaveLength(2)
})
