// @vitest-environment node
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  type Codec,
  type Connection,
  createConnection,
  type SendingTransport,
  webSocket,
  type Wrapper,
} from 'wirehooks/vanilla'
import { exampleCom } from './support/exampleCom'
import { runningPage } from './support/running'
import { speaking } from './support/speaking'

const page = runningPage('README.md')

test('works without React', async () => {
  const server = await exampleCom()
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const run = await page.load<{ connection: Connection }>('Without React')
  const { connection } = run()
  onTestFinished(() => connection.close())
  await expect.poll(() => connection.store.getState().status).toBe('open')
  server.peers[0]?.emit('CHAT', { text: 'hi' })
  await expect.poll(() => log).toHaveBeenCalledWith({ text: 'hi' })
})

test('JSON-RPC is three functions', async () => {
  const server = await exampleCom({
    answer({ socket }, message) {
      const { id, params } = JSON.parse(String(message))
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, result: [...params].toReversed() }))
      socket.send(JSON.stringify({ jsonrpc: '2.0', method: 'turned' }))
    },
  })
  const run = await page.load<{ last: Codec }>('Requests')
  const connection = createConnection(webSocket('wss://example.com/live', { codec: run().last }))
  onTestFinished(() => connection.close())
  const turned = vi.fn()
  connection.on('turned', turned)
  connection.open()
  await expect(connection.request('turn', [1, 2, 3])).resolves.toEqual([3, 2, 1])
  await expect.poll(() => turned).toHaveBeenCalledTimes(1)
  const [asked = '{}'] = server.peers[0]?.received ?? []
  expect(JSON.parse(String(asked))).toEqual({
    jsonrpc: '2.0',
    method: 'turn',
    params: [1, 2, 3],
    id: expect.any(String),
  })
})

test('a wrapper of your own sees what goes out and what comes in', async () => {
  const server = await exampleCom(speaking((message) => [message, message]))
  const run = await page.load<{ counting: Wrapper; counts: unknown }>('A wrapper of your own')
  const { counting, counts } = run()
  const connection = createConnection(webSocket('wss://example.com/live'), { wrappers: [counting] })
  onTestFinished(() => connection.close())
  connection.open()
  await expect(connection.emit('CHAT', { text: 'hi' })).resolves.toEqual({ outcome: 'sent' })
  await expect.poll(() => server.peers[0]?.received).toEqual(['{"type":"CHAT","payload":{"text":"hi"}}'])
  await expect.poll(() => counts).toEqual({ in: 2, out: 1 })
})

test('a transport of your own has status, outbox and listeners', async () => {
  const run = await page.load<{ tabs(name: string): SendingTransport; news: Connection }>('A transport of your own')
  const { tabs, news } = run()
  const other = createConnection(tabs('news'))
  onTestFinished(() => {
    news.close()
    other.close()
  })
  const heard = vi.fn()
  other.on('HEADLINE', (text) => heard(text))
  other.open()
  const delivery = news.emit('HEADLINE', 'It works')
  expect(news.store.getState()).toMatchObject({ status: 'idle', queue: { count: 1 } })
  await expect.poll(() => other.store.getState().status).toBe('open')
  news.open()
  await expect(delivery).resolves.toEqual({ outcome: 'sent' })
  await expect.poll(() => heard).toHaveBeenCalledWith('It works')
})
