import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import * as backends from './backends'
import { eventually } from './support/eventually'
import { open } from './support/house'
import { overEach } from './support/overEach'

/** Longer than a link takes to come back, also where everything is slow. */
const grace = 3000

const thoseThatCrash = Object.values(backends).filter(({ canCrash }) => canCrash)

overEach('at once', Object.values(backends), (backend) => {
  test('neither leaves nor joins when the link is back within the grace', async (context) => {
    const { join } = await open(backend, context, { grace })
    const [ann, bob] = [await join('ann'), await join('bob')]
    await eventually(() => expect(ann.log).toEqual([['join', 'bob', 0]]))
    await eventually(() => expect(ann.looks.at(-1)).toBe('bob is online'))
    const since = ann.other('bob')?.since
    bob.cut()
    await eventually(() => expect([bob.links, bob.state.status]).toEqual([2, 'present']))
    // Whatever the break set going has ended by then.
    await pause(1.2 * grace)
    bob.presence.update({ turn: 1 })
    await eventually(() => expect(ann.log.slice(1)).toEqual([['update', 'bob', 1]]))
    expect(bob.log).toEqual([['join', 'ann', 0]])
    expect(ann.looks.filter((look) => !/^bob is (online|stale)$/.test(look))).toEqual([''])
    expect(ann.looks.at(-1)).toBe('bob is online')
    expect(ann.other('bob')?.since).toBe(since)
  })

  test('survives a link that breaks again and again', async (context) => {
    const { join } = await open(backend, context, { grace })
    const [ann, bob] = [await join('ann'), await join('bob')]
    await eventually(() => expect(ann.log).toEqual([['join', 'bob', 0]]))
    for (let links = 1; links < 6; links += 1) {
      await eventually(() => expect([bob.links, bob.state.status]).toEqual([links, 'present']))
      bob.cut()
    }
    await eventually(() => expect([bob.links, bob.state.status]).toEqual([6, 'present']))
    // Whatever the last break set going has ended by then.
    await pause(1.2 * grace)
    bob.presence.update({ turn: 1 })
    await eventually(() => expect(ann.log.slice(1)).toEqual([['update', 'bob', 1]]))
  })

  test('is gone after the grace when the link does not come back, and joins when it does later', async (context) => {
    const { join } = await open(backend, context, { grace: 1000 })
    const [ann, bob] = [await join('ann'), await join('bob')]
    await eventually(() => expect(ann.log).toEqual([['join', 'bob', 0]]))
    const severedAt = performance.now()
    bob.sever()
    await eventually(() => expect(ann.log.slice(1)).toEqual([['leave', 'bob', 0]]))
    expect(performance.now() - severedAt).toBeGreaterThan(900)
    bob.mend()
    await eventually(() => expect(ann.log.slice(2)).toEqual([['join', 'bob', 0]]))
    expect(bob.log).toEqual([['join', 'ann', 0]])
  })

  test('keeps the others while the own link is down, as stale, and tells nothing when they are still there', async (context) => {
    const { join } = await open(backend, context, { grace: 3000 })
    const [ann, bob, carol] = [await join('ann'), await join('bob'), await join('carol')]
    await eventually(() => expect([ann, bob, carol].map(({ log }) => log.length)).toEqual([2, 2, 2]))
    ann.sever()
    await eventually(() => expect(ann.looks.at(-1)).toBe('bob is stale, carol is stale'))
    expect(ann.state).toMatchObject({ status: 'outside', count: 3, self: { status: 'stale' } })
    ann.mend()
    await eventually(() => expect(ann.looks.at(-1)).toBe('bob is online, carol is online'))
    bob.presence.update({ turn: 1 })
    await eventually(() => expect(ann.log.slice(2)).toEqual([['update', 'bob', 1]]))
    expect(bob.log).toHaveLength(2)
    expect(carol.log.slice(2)).toEqual([['update', 'bob', 1]])
  })

  test('tells after a break of its own only what is different, each once', async (context) => {
    const { join } = await open(backend, context, { grace: 5000 })
    const ann = await join('ann')
    const [bob, carol, dave] = [await join('bob'), await join('carol'), await join('dave')]
    const [erin, finn] = [await join('erin'), await join('finn')]
    await eventually(() => expect([ann, finn].map(({ log }) => log.length)).toEqual([5, 5]))
    ann.sever()
    await eventually(() => expect(ann.state.status).toBe('outside'))
    bob.presence.update({ turn: 1 })
    carol.presence.update({ turn: 1 })
    dave.leave()
    erin.cut()
    await eventually(() => expect([erin.links, erin.state.status]).toEqual([2, 'present']))
    const gina = await join('gina')
    await eventually(() => expect(finn.log.slice(5)).toHaveLength(4))
    ann.mend()
    await eventually(() => expect(ann.log.slice(5)).toHaveLength(4))
    gina.presence.update({ turn: 2 })
    await eventually(() => expect(ann.log.at(-1)).toEqual(['update', 'gina', 2]))
    expect(ann.log).toHaveLength(10)
    for (const told of [
      ['join', 'gina', 0],
      ['leave', 'dave', 0],
      ['update', 'bob', 1],
      ['update', 'carol', 1],
    ])
      expect(ann.log.slice(5)).toContainEqual(told)
    // To the others she was never gone.
    expect(finn.log.filter(([, key]) => key === 'ann' || key === 'erin')).toHaveLength(2)
  })

  test('brings along what was changed while the own link was down', async (context) => {
    const { join } = await open(backend, context, { grace: 5000 })
    const [ann, bob] = [await join('ann'), await join('bob')]
    await eventually(() => expect(ann.log).toEqual([['join', 'bob', 0]]))
    bob.sever()
    await eventually(() => expect(bob.state.status).toBe('outside'))
    bob.presence.update({ turn: 1 })
    bob.presence.update({ turn: 2 })
    expect(bob.state.self.status).toBe('stale')
    bob.mend()
    await eventually(() => expect(ann.log.slice(1)).toEqual([['update', 'bob', 2]]))
  })
})

overEach('at once', thoseThatCrash, (backend) => {
  test('shows those whose server has died until the ttl', async (context) => {
    const ttl = 2400
    const { join, crash } = await open(backend, context, { grace: 300, ttl })
    const [ann, bob] = [await join('ann'), await join('bob')]
    const carol = await join('carol')
    await eventually(() => expect(ann.log).toHaveLength(2))
    // It has been said by then that he is still there.
    await pause(ttl)
    expect(ann.log).toHaveLength(2)
    const diedAt = performance.now()
    bob.sever()
    await crash()
    await eventually(() => expect(ann.log.slice(2)).toEqual([['leave', 'bob', 0]]))
    expect(performance.now() - diedAt).toBeGreaterThan(ttl / 3)
    expect(performance.now() - diedAt).toBeLessThan(1.5 * ttl)
    await eventually(() => expect(carol.log.map(([change]) => change)).toEqual(['join', 'join', 'leave']))
  })
})
