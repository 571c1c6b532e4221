import { expect, test } from 'vitest'
import * as backends from './backends'
import { eventually } from './support/eventually'
import { open } from './support/house'
import { overEach } from './support/overEach'
import { quiet } from './support/quiet'

const thoseWithWho = Object.values(backends).filter(({ hasServer }) => hasServer)

overEach('at once', Object.values(backends), (backend) => {
  test('tells of everybody who comes, changes something or leaves, once', async (context) => {
    const { join } = await open(backend, context)
    const ann = await join('ann')
    const bob = await join('bob', { initial: { turn: 1 } })
    await eventually(() => expect(ann.log).toEqual([['join', 'bob', 1]]))
    await eventually(() => expect(bob.log).toEqual([['join', 'ann', 0]]))
    // Ann was there before.
    expect(bob.told).toEqual([])
    const shown = { key: 'bob', state: { turn: 1 }, connections: 1, status: 'online' }
    await eventually(() => expect(ann.state).toMatchObject({ others: [shown], count: 2 }))
    expect(ann.state.self).toMatchObject({ key: 'ann', state: { turn: 0 }, connections: 1, status: 'online' })
    bob.presence.update({ text: 'hi' })
    await eventually(() => expect(ann.other('bob')?.state).toEqual({ turn: 1, text: 'hi' }))
    bob.presence.update({ turn: 2 })
    await eventually(() => expect(ann.other('bob')?.state).toEqual({ turn: 2, text: 'hi' }))
    bob.leave()
    await eventually(() => expect(ann.state.others).toEqual([]))
    expect(ann.log).toEqual([
      ['join', 'bob', 1],
      ['update', 'bob', 1],
      ['update', 'bob', 2],
      ['leave', 'bob', 2],
    ])
    await eventually(() => expect(bob.state).toMatchObject({ status: 'outside', others: [], count: 0 }))
  })

  test('has left at once, whatever the grace', async (context) => {
    const { join } = await open(backend, context, { grace: 60_000 })
    const [ann, bob] = [await join('ann'), await join('bob')]
    await eventually(() => expect(ann.log).toEqual([['join', 'bob', 0]]))
    bob.leave()
    await eventually(() => expect(ann.log.slice(1)).toEqual([['leave', 'bob', 0]]))
    expect(bob.connection.store.getState().status).toBe('open')
  })

  test('may come back over the same connection', async (context) => {
    const { join } = await open(backend, context)
    const [ann, bob] = [await join('ann'), await join('bob')]
    await eventually(() => expect(ann.log).toEqual([['join', 'bob', 0]]))
    bob.leave()
    await eventually(() => expect(ann.log.at(-1)).toEqual(['leave', 'bob', 0]))
    const before = bob.log.length
    bob.enter()
    await eventually(() => expect(ann.log.at(-1)).toEqual(['join', 'bob', 0]))
    await eventually(() => expect(bob.log.slice(before)).toEqual([['join', 'ann', 0]]))
    await eventually(() => bob.expectStatus('present'))
  })

  test('is one person in two tabs, and closing one is no leave', async (context) => {
    const { join } = await open(backend, context)
    const [ann, bob] = [await join('ann'), await join('bob')]
    await eventually(() => expect(ann.log).toEqual([['join', 'bob', 0]]))
    const tab = await join('bob', { initial: { turn: 5 } })
    await eventually(() => expect(ann.other('bob')).toMatchObject({ connections: 2, state: { turn: 5 } }))
    await eventually(() => expect([bob, tab].map(({ state }) => state.self.connections)).toEqual([2, 2]))
    await eventually(() => expect([ann, bob, tab].map(({ state }) => state.count)).toEqual([2, 2, 2]))
    expect(tab.state.others.map(({ key }) => key)).toEqual(['ann'])
    tab.leave()
    await eventually(() => expect(ann.other('bob')).toMatchObject({ connections: 1, state: { turn: 0 } }))
    bob.leave()
    await eventually(() => expect(ann.log.at(-1)?.[0]).toBe('leave'))
    expect(ann.log.map(([change]) => change)).toEqual(['join', 'update', 'update', 'leave'])
  })

  test('is away when all of their tabs are', async (context) => {
    const { join } = await open(backend, context)
    const [ann, bob, tab] = [await join('ann'), await join('bob'), await join('bob')]
    await eventually(() => expect(ann.other('bob')?.connections).toBe(2))
    bob.presence.setAway(true)
    expect(bob.state.self.status).toBe('away')
    bob.presence.update({ turn: 1 })
    await eventually(() => expect(ann.other('bob')?.state.turn).toBe(1))
    expect(ann.other('bob')?.status).toBe('online')
    tab.presence.setAway(true)
    await eventually(() => expect(ann.other('bob')?.status).toBe('away'))
    bob.presence.setAway(false)
    await eventually(() => expect(ann.other('bob')?.status).toBe('online'))
  })

  test('enters once for two users of one presence, and leaves with the last', async (context) => {
    const house = await open(backend, context)
    const [ann, bob] = [await house.join('ann'), await house.join('bob')]
    await eventually(() => expect(ann.log).toEqual([['join', 'bob', 0]]))
    const leaveAgain = bob.enter()
    bob.leave()
    bob.presence.update({ turn: 1 })
    await eventually(() => expect(ann.log.at(-1)).toEqual(['update', 'bob', 1]))
    leaveAgain()
    await eventually(() => expect(ann.log.at(-1)).toEqual(['leave', 'bob', 1]))
    expect(ann.log).toHaveLength(3)
    expect(house.heard.filter((word) => word === 'enter')).toHaveLength(2)
    expect(house.heard.filter((word) => word === 'leave')).toHaveLength(1)
  })

  test('looks on without being seen', async (context) => {
    const { join } = await open(backend, context)
    const ann = await join('ann')
    const watcher = await join(null)
    await eventually(() => expect(watcher.log).toEqual([['join', 'ann', 0]]))
    watcher.presence.update({ turn: 7 })
    ann.presence.update({ turn: 1 })
    await eventually(() => expect(watcher.log.slice(1)).toEqual([['update', 'ann', 1]]))
    const bob = await join('bob')
    await eventually(() => expect(ann.log).toEqual([['join', 'bob', 0]]))
    await eventually(() => expect([ann, bob, watcher].map(({ state }) => state.count)).toEqual([2, 2, 2]))
    expect(watcher.state.others.map(({ key }) => key)).toEqual(['ann', 'bob'])
    watcher.leave()
    bob.leave()
    await eventually(() => expect(ann.log.slice(1)).toEqual([['leave', 'bob', 0]]))
    await eventually(() => expect(watcher.state).toMatchObject({ status: 'outside', others: [], count: 0 }))
  })

  test('knows who was there before, also where the connection has been open for long', async (context) => {
    const house = await open(backend, context)
    await house.join('ann', { initial: { turn: 3 } })
    const late = await house.come(null)
    late.leave()
    await eventually(() => expect(late.links).toBe(1))
    await quiet(house)
    late.enter()
    await eventually(() => late.expectStatus('present'))
    expect(late.log).toEqual([['join', 'ann', 3]])
  })

  test('keeps channels apart', async (context) => {
    const { join } = await open(backend, context)
    const [ann, bob] = [await join('ann'), await join('bob', { channel: 'elsewhere' })]
    const carol = await join('carol')
    await eventually(() => expect(ann.log).toEqual([['join', 'carol', 0]]))
    await eventually(() => expect(carol.state.others.map(({ key }) => key)).toEqual(['ann']))
    expect(bob.state.count).toBe(1)
  })
})

overEach('at once', thoseWithWho, (backend) => {
  test('says on the server who is in a channel', async (context) => {
    const { join, who } = await open(backend, context)
    expect(await who('board')).toEqual([])
    const [ann, bob] = [await join('ann'), await join('bob')]
    await join('bob', { initial: { turn: 5 } })
    await join(null)
    ann.presence.setAway(true)
    await eventually(async () =>
      expect(await who('board')).toMatchObject([
        { key: 'ann', connections: 1, away: true, state: { turn: 0 } },
        { key: 'bob', connections: 2, away: false, state: { turn: 5 } },
      ]),
    )
    expect(await who('elsewhere')).toEqual([])
    await join('constructor', { channel: '__proto__' })
    expect(await who('__proto__')).toMatchObject([{ key: 'constructor' }])
    ann.leave()
    bob.leave()
    await eventually(async () => expect(await who('board')).toMatchObject([{ key: 'bob', connections: 1 }]))
  })
})
