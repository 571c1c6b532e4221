import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { recovering } from '../support/socketIO'
import { socketIOTraits } from '../support/socketIOTraits'
import { openDeafSocket } from './support/deafSocket'
import { entering, stagePresence } from './support/socketIOPresence'

const grace = 500
const quick = { grace, ttl: 1500, batch: 5 }

test('people see each other come, change and go', async (context) => {
  const { serve, join } = stagePresence(context)
  const { url } = await serve()
  const ada = join(url, 'ada', { initial: { x: 0 } })
  await vi.waitFor(() => expect(ada.presence.store.getState()).toMatchObject({ status: 'present', count: 1 }))
  const bo = join(url, 'bo', { initial: { x: 1 } })
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {"x":1} 1 online']))
  await vi.waitFor(() => expect(bo.others()).toEqual(['ada {"x":0} 1 online']))

  bo.presence.update({ x: 2 })
  bo.presence.setAway(true)
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {"x":2} 1 away']))
  bo.leave()
  await vi.waitFor(() => expect(ada.others()).toEqual([]))
  expect(ada.news[0]).toBe('join bo')
  expect(ada.news.at(-1)).toBe('leave bo')
  expect(ada.news.slice(1, -1).every((line) => line.startsWith('update bo {"x":2}'))).toBe(true)
})

test('two tabs are one person, who leaves with the second', async (context) => {
  const { serve, join } = stagePresence(context)
  const { url, presence } = await serve()
  const ada = join(url, 'ada')
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  const [one, other] = [join(url, 'bo', { initial: { tab: 1 } }), join(url, 'bo', { initial: { tab: 2 } })]
  await vi.waitFor(() => expect(ada.others()).toEqual([expect.stringMatching(/^bo .* 2 online$/)]))
  await vi.waitFor(() => expect(one.presence.store.getState().self.connections).toBe(2))
  expect(await presence.who('board')).toEqual([
    expect.objectContaining({ key: 'ada', connections: 1 }),
    expect.objectContaining({ key: 'bo', connections: 2, away: false }),
  ])
  one.leave()
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {"tab":2} 1 online']))
  other.leave()
  await vi.waitFor(() => expect(ada.others()).toEqual([]))
  expect(ada.news.filter((line) => !line.startsWith('update'))).toEqual(['join bo', 'leave bo'])
  expect(other.news.filter((line) => !line.startsWith('update'))).toEqual([])
})

test('whoever only watches sees everybody and is seen by nobody', async (context) => {
  const { serve, join } = stagePresence(context)
  const { url, presence } = await serve()
  const ada = join(url, 'ada')
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  const onlooker = join(url, null)
  await vi.waitFor(() => expect(onlooker.others()).toEqual(['ada {} 1 online']))
  const bo = join(url, 'bo')
  await vi.waitFor(() => expect(onlooker.others()).toEqual(['ada {} 1 online', 'bo {} 1 online']))
  await vi.waitFor(() => expect(bo.others()).toEqual(['ada {} 1 online']))
  expect(ada.others()).toEqual(['bo {} 1 online'])
  expect((await presence.who('board')).map(({ key }) => key)).toEqual(['ada', 'bo'])
  onlooker.leave()
  ada.leave()
  await vi.waitFor(() => expect(bo.others()).toEqual([]))
  expect(onlooker.news).toEqual(['join bo'])
})

test('channels know nothing of each other', async (context) => {
  const { serve, join } = stagePresence(context)
  const { url, presence } = await serve()
  const ada = join(url, 'ada', { channel: '__proto__' })
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  const bo = join(url, 'bo', { channel: '__proto__' })
  const other = join(url, 'cy', { channel: 'constructor' })
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {} 1 online']))
  await vi.waitFor(() => expect(bo.others()).toEqual(['ada {} 1 online']))
  await vi.waitFor(() => expect(other.presence.store.getState()).toMatchObject({ status: 'present', count: 1 }))
  expect((await presence.who('__proto__')).map(({ key }) => key).toSorted()).toEqual(['ada', 'bo'])
  expect((await presence.who('constructor')).map(({ key }) => key)).toEqual(['cy'])
  expect(await presence.who('board')).toEqual([])
})

test('who comes back within the grace was stale, and neither left nor joined', async (context) => {
  const { serve, join, proxy } = stagePresence(context)
  const { url, port } = await serve({ ...quick, grace: 5000 })
  const between = await proxy({ port })
  const ada = join(url, 'ada')
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  const bo = join(between.url, 'bo', { initial: { x: 1 } })
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {"x":1} 1 online']))
  await vi.waitFor(() => expect(bo.others()).toEqual(['ada {} 1 online']))

  between.accept('reset')
  between.pairs[0]?.reset()
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {"x":1} 1 stale']))
  await vi.waitFor(() => expect(bo.others()).toEqual(['ada {} 1 stale']))
  bo.presence.update({ x: 2 })
  between.accept('forward')
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {"x":2} 1 online']))
  await vi.waitFor(() => expect(bo.others()).toEqual(['ada {} 1 online']))
  expect(ada.news).toEqual(['join bo', 'update bo {"x":2}'])
  expect(bo.news).toEqual([])
})

test('after it comes back, a client is told only of what is different', async (context) => {
  const { serve, join, proxy } = stagePresence(context)
  const { url, port } = await serve({ ...quick, grace: 300, ttl: 10_000 })
  const between = await proxy({ port })
  const [ada, bo, cy] = ['ada', 'bo', 'cy'].map((key) => join(url, key))
  const dee = join(between.url, 'dee')
  await vi.waitFor(() => expect(dee.others()).toHaveLength(3))
  await vi.waitFor(() => expect(ada?.others()).toHaveLength(3))
  between.accept('reset')
  between.pairs[0]?.reset()
  await vi.waitFor(() => expect(ada?.others()).toHaveLength(2))
  const before = dee.news.length

  bo?.presence.update({ x: 1 })
  cy?.leave()
  const eve = join(url, 'eve')
  await vi.waitFor(() => expect(eve.others()).toEqual(['ada {} 1 online', 'bo {"x":1} 1 online']))
  between.accept('forward')
  await vi.waitFor(() => expect(dee.others()).toEqual(['ada {} 1 online', 'bo {"x":1} 1 online', 'eve {} 1 online']))
  expect(dee.news.slice(before).toSorted()).toEqual(['join eve', 'leave cy', 'update bo {"x":1}'])
})

test('who does not come back is gone after the grace', async (context) => {
  const { serve, join, proxy } = stagePresence(context)
  const { url, port } = await serve(quick)
  const between = await proxy({ port })
  const ada = join(url, 'ada')
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  join(between.url, 'bo')
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {} 1 online']))
  between.accept('reset')
  const cutAt = performance.now()
  between.pairs[0]?.reset()
  await vi.waitFor(() => expect(ada.news).toEqual(['join bo', 'leave bo']), { timeout: 5000 })
  expect(performance.now() - cutAt).toBeGreaterThan(grace - 20)
})

test('a link that was given up cannot remove its successor', async (context) => {
  const { serve, join, proxy } = stagePresence(context)
  const server = await serve({ ...quick, grace: 100 })
  const between = await proxy(server)
  const ada = join(server.url, 'ada')
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  const bo = join(between.url, 'bo')
  const zombie = await server.peer(2)
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {} 1 online']))

  between.pairs[0]?.flow('none')
  bo.connection.reconnect()
  await server.peer(3)
  bo.presence.update({ x: 1 })
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {"x":1} 1 online']))
  expect(zombie.closed).toBe(null)
  const people = await server.presence.who('board')
  expect(people.map(({ key, connections }) => `${key} ${connections}`).toSorted()).toEqual(['ada 1', 'bo 1'])
  zombie.socket.disconnect(true)
  await vi.waitFor(() => expect(zombie.closed).not.toBe(null))
  // Longer than the grace, and than the time between two signs of life.
  await delay(700)
  expect(ada.news).toEqual(['join bo', 'update bo {"x":1}'])
  expect(ada.others()).toEqual(['bo {"x":1} 1 online'])
})

test('those who say nothing are kept as long as their process says that they are there', async (context) => {
  const { serve, join } = stagePresence(context)
  const { url } = await serve({ grace: 100, ttl: 200 })
  const ada = join(url, 'ada')
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  const bo = join(url, 'bo')
  await vi.waitFor(() => expect([...ada.others(), ...bo.others()]).toHaveLength(2))
  await delay(1000)
  expect([...ada.news, ...bo.news]).toEqual(['join bo'])
  expect([...ada.others(), ...bo.others()]).toEqual(['bo {} 1 online', 'ada {} 1 online'])
})

test('who answers no ping is gone when the TTL is over, though the connection is still open', async (context) => {
  const { serve, join } = stagePresence(context)
  const { url, port, presence } = await serve(quick, { pingInterval: 100, pingTimeout: 60_000 })
  const ada = join(url, 'ada')
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  const dead = await openDeafSocket({ port, path: '/socket.io/?EIO=4&transport=websocket', greetings: ['40'] })
  onTestFinished(dead.end)
  await dead.send(`42${JSON.stringify(['presence', entering('bo', 1)])}`)
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {} 1 online']))
  await vi.waitFor(() => expect(ada.others()).toEqual([]), 5000)
  expect((await presence.who('board')).map(({ key }) => key)).toEqual(['ada'])
  expect(ada.news).toEqual(['join bo', 'leave bo'])
})

test('the server may say who somebody is', async (context) => {
  const { serve, join } = stagePresence(context)
  const { url, presence } = await serve({ key: ({ handshake }) => `user ${String(handshake.auth.user)}` })
  const ada = join(url, 'somebody', { auth: { user: 1 } })
  const bo = join(url, 'somebody', { auth: { user: 2 } })
  await vi.waitFor(() => expect(ada.others()).toEqual(['user 2 {} 1 online']))
  await vi.waitFor(() => expect(bo.others()).toEqual(['user 1 {} 1 online']))
  expect(ada.presence.store.getState().self.key).toBe('user 1')
  expect((await presence.who('board')).map(({ key }) => key).toSorted()).toEqual(['user 1', 'user 2'])
})

test('the server may refuse a channel', async (context) => {
  const { serve, join } = stagePresence(context)
  const asked: unknown[] = []
  const { url, presence, failures } = await serve({
    key: ({ handshake }) => String(handshake.auth.user),
    async authorize({ socket, key, channel }) {
      asked.push([socket.handshake.auth.user, key, channel])
      if (channel === 'broken') throw new Error('No database')
      return channel === 'open'
    },
  })
  const joining = { auth: { user: 'ada' }, onError() {} }
  const inside = join(url, 'ada', { ...joining, channel: 'open' })
  const outside = [null, 'ada'].map((key) => join(url, key, { ...joining, channel: 'staff' }))
  const broken = join(url, 'ada', { ...joining, channel: 'broken' })
  await vi.waitFor(() => expect(inside.presence.store.getState().status).toBe('present'))
  for (const one of [...outside, broken]) {
    await vi.waitFor(() => expect(one.presence.store.getState()).toMatchObject({ status: 'refused' }))
    expect(one.presence.store.getState().error).toMatchObject({ code: 'refused' })
  }
  expect(asked).toContainEqual(['ada', 'ada', 'staff'])
  expect(failures).toEqual([new Error('No database')])
  expect(await presence.who('staff')).toEqual([])
})

test('a link whose state was recovered is there again', async (context) => {
  const { serve, join, proxy } = stagePresence(context)
  const server = await serve({ ...quick, grace: 10_000, ttl: 30_000 }, recovering)
  const between = await proxy(server)
  const ada = join(server.url, 'ada')
  await server.peer(1)
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  const bo = join(between.url, 'bo')
  await server.peer(2)
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {} 1 online']))
  await vi.waitFor(() => expect(bo.others()).toEqual(['ada {} 1 online']))
  between.pairs[0]?.reset()
  const { socket } = await server.peer(3)
  expect(Reflect.get(socket, 'recovered') === true).toBe(socketIOTraits.recovers)
  ada.presence.update({ x: 1 })
  bo.presence.update({ x: 2 })
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {"x":2} 1 online']))
  await vi.waitFor(() => expect(bo.others()).toEqual(['ada {"x":1} 1 online']))
  expect((await server.presence.who('board')).map(({ key }) => key).toSorted()).toEqual(['ada', 'bo'])
  expect(ada.news).toEqual(['join bo', 'update bo {"x":2}'])
  expect(bo.news).toEqual(['update ada {"x":1}'])
})

test('after `close` nobody is heard, and everybody is kept for the grace', async (context) => {
  const { serve, join } = stagePresence(context)
  const server = await serve(quick)
  const ada = join(server.url, 'ada')
  await vi.waitFor(() => expect(ada.presence.store.getState().status).toBe('present'))
  const bo = join(server.url, 'bo')
  await vi.waitFor(() => expect(ada.others()).toEqual(['bo {} 1 online']))
  await vi.waitFor(() => expect(bo.others()).toEqual(['ada {} 1 online']))
  await server.presence.close()
  expect((await server.presence.who('board')).map(({ key }) => key).toSorted()).toEqual(['ada', 'bo'])
  bo.presence.update({ x: 1 })
  await vi.waitFor(async () => expect(await server.presence.who('board')).toEqual([]), { timeout: 5000 })
})

test('the adapter for one process has nothing to complain about', async (context) => {
  const warn = vi.spyOn(console, 'warn')
  context.onTestFinished(() => warn.mockRestore())
  const { serve, join } = stagePresence(context)
  const { url, failures } = await serve(quick)
  const ada = join(url, 'ada')
  join(url, 'bo').leave()
  join(url, 'cy')
  await vi.waitFor(() => expect(ada.others()).toEqual(['cy {} 1 online']))
  expect(failures).toEqual([])
  expect(warn).not.toHaveBeenCalled()
})
