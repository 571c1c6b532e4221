import { expect, test } from 'vitest'
import { socketIO } from 'wirehooks/socket.io'
import { wireHandlers } from 'wirehooks/testing/msw'
import { createNetwork } from '../../../src/testing/msw/network'
import { collectGarbage } from '../../transport/support/collectGarbage'
import { eventually } from './support/eventually'
import { connect, serve } from './support/serve'

const chat = wireHandlers('https://chat.example/live')

const server = serve(chat)

const engineOf = (host: string): string => `https://${host}.example/socket.io/?EIO=4&transport=polling`
const engine = engineOf('chat')

/** An engine of Socket.IO over HTTP, which has joined the namespace. */
async function join(): Promise<string> {
  const open = await (await fetch(engine)).text()
  const { sid } = JSON.parse(open.slice(1))
  await post(sid, '40/live,')
  await eventually(() => expect(chat.clients.length).toBe(1))
  return sid
}

const post = (sid: string, body: string): Promise<Response> => fetch(`${engine}&sid=${sid}`, { method: 'POST', body })

async function poll(sid: string, host = 'chat'): Promise<[status: number, body: string]> {
  const response = await fetch(`${engineOf(host)}&sid=${sid}`)
  return [response.status, await response.text()]
}

test.each([
  { name: 'its client closed it', end: (sid: string) => post(sid, '1') },
  { name: 'the client said what is no packet', end: (sid: string) => post(sid, 'no packet') },
  { name: 'the network broke', end: () => chat.drop() },
  { name: 'the server was reset', end: () => chat.reset() },
])('a session is forgotten when $name', async ({ end }) => {
  const sid = await join()
  await end(sid)
  await eventually(() => expect(chat.clients).toEqual([]))
  expect(await poll(sid)).toEqual([400, '{"code":1,"message":"Session ID unknown"}'])
  expect((await post(sid, '40')).status).toBe(400)
})

test('a client that answers no ping is sent away', async () => {
  const hasty = wireHandlers('https://hasty.example', { pingInterval: 10, pingTimeout: 20 })
  server.use(...hasty)
  const open = await (await fetch(engineOf('hasty'))).text()
  const { sid } = JSON.parse(open.slice(1))
  expect(await poll(sid, 'hasty')).toEqual([200, '2'])
  expect(await poll(sid, 'hasty')).toEqual([200, '1'])
  expect((await poll(sid, 'hasty'))[0]).toBe(400)
})

test('a reset forgets who came and what was sent', async () => {
  const { connection } = connect(socketIO('https://chat.example/live'))
  await connection.emit('CHAT', 'hi')
  await eventually(() => expect([chat.links.length, chat.sent.length]).toEqual([1, 1]))
  chat.reset()
  expect([chat.clients, chat.links, chat.sent]).toEqual([[], [], []])
})

test('a server that nobody has any more is forgotten', async () => {
  const mocked = (): WeakRef<object> => {
    const on = { CHAT: () => {} }
    wireHandlers('https://chat.example/gone', { on })
    return new WeakRef(on)
  }
  const on = mocked()
  await collectGarbage()
  expect(on.deref()).toBeUndefined()
  const sid = await join()
  await post(sid, '40/gone,')
  expect((await poll(sid))[1]).toContain('44/gone,{"message":"Invalid namespace"}')
})

test('a client that gives up on a silent network is forgotten', async () => {
  const network = createNetwork({ silent: true })
  const dialled = (): WeakRef<object> => {
    const over = new AbortController()
    const line = { signal: over.signal, end() {} }
    void network.passage(line)
    over.abort()
    return new WeakRef(line)
  }
  const line = dialled()
  await collectGarbage()
  expect([line.deref(), network.options.silent]).toEqual([undefined, true])
})
