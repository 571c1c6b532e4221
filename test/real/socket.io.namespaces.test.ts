import { expect, test } from 'vitest'
import { range, recovering, stageSocketIO } from '../support/socketIO'
import { socketIOTraits } from '../support/socketIOTraits'
import { until } from '../support/until'

const namespaces = ['/', '/chat', '/news']

test.concurrent('namespaces of one server share one engine', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ namespaces })
  const clients = namespaces.map((name) => connect(server.url + name))
  await Promise.all(clients.map((client) => client.reaches('open')))
  expect(server.peers.map(({ namespace }) => namespace).toSorted()).toEqual(namespaces)
  expect(server.engines).toHaveLength(1)
  for (const name of namespaces) server.io.of(name).emit('from', name)
  await Promise.all(clients.map((client) => until(client, () => client.messages.length === 1)))
  expect(clients.map(({ messages }) => messages)).toEqual(namespaces.map((name) => [['from', name]]))
})

test.concurrent('one that comes later uses the engine that is there', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ namespaces })
  const first = connect(server.url)
  await first.reaches('open')
  const second = connect(`${server.url}/chat`)
  await second.reaches('open')
  expect(server.peers.map(({ namespace }) => namespace)).toEqual(['/', '/chat'])
  expect(server.engines).toHaveLength(1)
})

test.concurrent('one that goes does not disturb the other; the last one takes the engine along', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ namespaces })
  const [home, chat] = [connect(server.url), connect(`${server.url}/chat`)]
  await Promise.all([home.reaches('open'), chat.reaches('open')])
  home.connection.close()
  await until(server, () => server.peers.some(({ closed }) => closed))
  expect(await chat.connection.emit('still here')).toEqual({ outcome: 'sent' })
  await until(server, () => server.peers.some(({ received }) => received.length === 1))
  expect(chat.statuses).toEqual(['idle', 'connecting', 'open'])
  expect(server.io.engine.clientsCount).toBe(1)
  chat.connection.close()
  await until(server, () => server.io.engine.clientsCount === 0)
  expect(server.engines).toHaveLength(1)
})

test.concurrent('one that is refused does not disturb the other', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ namespaces: ['/'] })
  const home = connect(server.url)
  await home.reaches('open')
  const lost = connect(`${server.url}/nowhere`)
  await lost.reaches('failed')
  expect(home.statuses).toEqual(['idle', 'connecting', 'open'])
  expect(server.engines).toHaveLength(1)
})

test.concurrent('both come back with one engine after a cut', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ namespaces })
  const clients = namespaces.map((name) => connect(server.url + name))
  await Promise.all(clients.map((client) => client.opens(1)))
  server.peers[0]?.socket.conn.close()
  await Promise.all(clients.map((client) => client.opens(2)))
  expect(server.engines).toHaveLength(2)
  expect(server.io.engine.clientsCount).toBe(1)
  expect(server.peers).toHaveLength(6)
  for (const client of clients) {
    expect(client.statuses).toEqual(['idle', 'connecting', 'open', 'reconnecting', 'open'])
    expect(client.closes).toEqual([{ reason: { kind: 'peer', reason: 'transport close' }, willRetry: true }])
  }
})

test.concurrent('one that still waits is not connected by the one that is back, and loses nothing', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ namespaces, ...recovering })
  const hasty = connect(server.url)
  const patient = connect(`${server.url}/chat`, { backoff: { initialDelay: 60_000, maxDelay: 60_000 } })
  await Promise.all([hasty.reaches('open'), patient.reaches('open')])
  const hello = server.io.of('/chat')
  hello.emit('hello')
  hello.emit('tick', 0)
  await until(patient, () => patient.messages.length === 2)
  server.peers[0]?.socket.conn.close()
  await hasty.opens(2)
  for (const count of range(5)) hello.emit('tick', count + 1)
  const waiting = patient.connection.emit('waited')
  server.io.emit('for the other')
  await until(hasty, () => hasty.messages.length === 1)
  expect(server.peers.map(({ namespace }) => namespace).toSorted()).toEqual(['/', '/', '/chat'])
  expect(patient.statuses).toEqual(['idle', 'connecting', 'open', 'reconnecting'])
  expect(patient.messages).toHaveLength(2)
  patient.connection.reconnect()
  const recovered = socketIOTraits.recovers || undefined
  const ticks = recovered ? range(6) : range(1)
  await patient.opens(2)
  await until(patient, () => patient.messages.length === 1 + ticks.length)
  expect(patient.messages.slice(1).map(([, count]) => count)).toEqual(ticks)
  expect(patient.openings).toEqual([{}, { recovered }])
  expect(await waiting).toEqual({ outcome: 'sent' })
  await until(server, () => server.peers.at(-1)?.received.length)
  expect(server.peers.at(-1)?.received).toEqual([['waited']])
  expect(server.engines).toHaveLength(2)
  expect(hasty.statuses).toEqual(['idle', 'connecting', 'open', 'reconnecting', 'open'])
})

test.concurrent('a query belongs to the engine, not to the namespace', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ namespaces })
  const chat = connect(`${server.url}/chat?tenant=7`)
  await chat.reaches('open')
  expect(server.peers.map(({ namespace, socket }) => [namespace, socket.handshake.query.tenant])).toEqual([
    ['/chat', '7'],
  ])
  const other = connect(`${server.url}/chat?tenant=8`)
  await other.reaches('open')
  expect(server.engines).toHaveLength(2)
})

test.concurrent('a namespace may have any name', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve({ namespaces: ['/räume/nummer 1'] })
  const client = connect(`${server.url}/räume/nummer 1`)
  await client.reaches('open')
  expect(server.peers.map(({ namespace }) => namespace)).toEqual(['/räume/nummer 1'])
})

test.concurrent('two connections to one address are two sockets, and stay apart from link to link', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  const server = await serve()
  const [one, other] = [connect(server.url), connect(server.url)]
  await Promise.all([one.opens(1), other.opens(1)])
  expect(server.io.engine.clientsCount).toBe(2)
  const [mine] = server.peers
  mine?.socket.conn.close()
  await until(server, () => server.peers.length === 3)
  await Promise.all([one.reaches('open'), other.reaches('open')])
  expect(new Set([one, other].map(({ openings }) => openings.length))).toEqual(new Set([1, 2]))
  one.connection.reconnect()
  await until(server, () => server.peers.length === 4)
  await one.reaches('open')
  one.connection.close()
  expect(await other.connection.request('wait', 0, { timeout: 50 }).catch(({ code }: { code: string }) => code)).toBe(
    'timeout',
  )
  one.connection.open()
  await one.reaches('open')
  await until(server, () => server.io.engine.clientsCount === 2)
  expect(server.peers.filter(({ closed }) => !closed)).toHaveLength(2)
  server.io.emit('each once')
  await until(one, () => one.messages.length === 1)
  await until(other, () => other.messages.length === 1)
  expect([one.messages, other.messages]).toEqual([[['each once', undefined]], [['each once', undefined]]])
})
