import { expect, test } from 'vitest'
import { matching, type StandardSchema } from 'wirehooks/vanilla'
import * as backends from './backends'
import { eventually } from './support/eventually'
import type { Mood } from './support/guest'
import { open } from './support/house'
import { overEach } from './support/overEach'
import { quiet } from './support/quiet'

/** A turn is a number, and no more than 99. */
const schema: StandardSchema<Mood> = {
  '~standard': {
    validate(value) {
      const { turn } = Object(value) as Partial<Mood>
      return typeof turn === 'number' && turn < 100 ? { value: { turn } } : { issues: [{ message: 'no turn' }] }
    },
  },
}

const tooLong = 'x'.repeat(5000)

overEach('at once', Object.values(backends), (backend) => {
  test('does not show a state that is no match for the schema, and then the next good one', async (context) => {
    const { join } = await open(backend, context)
    const ann = await join('ann', { validate: matching(schema) })
    const bob = await join('bob', { initial: { turn: 100 } })
    await eventually(() => expect(ann.errors).toContain('invalid-message'))
    expect(ann.log).toEqual([])
    bob.presence.update({ turn: 1 })
    await eventually(() => expect(ann.log).toEqual([['join', 'bob', 1]]))
    const before = ann.errors.length
    bob.presence.update({ turn: 101 })
    await eventually(() => expect(ann.errors.length).toBeGreaterThan(before))
    await eventually(() => expect(ann.other('bob')).toMatchObject({ state: { turn: 1 }, status: 'online' }))
    bob.presence.update({ turn: 2 })
    await eventually(() => expect(ann.log.slice(1)).toEqual([['update', 'bob', 2]]))
    expect(new Set(ann.errors)).toEqual(new Set(['invalid-message']))
  })

  test('does not take a state of its own that is too large', async (context) => {
    const house = await open(backend, context)
    const [ann, bob] = [await house.join('ann'), await house.join('bob')]
    await eventually(() => expect(bob.log).toHaveLength(1))
    const said = await quiet(house)
    ann.presence.update({ turn: 1, text: tooLong })
    expect(ann.errors).toEqual(['too-large'])
    expect(ann.state.self.state).toEqual({ turn: 0 })
    ann.presence.update({ turn: 2 })
    await eventually(() => expect(bob.log.slice(1)).toEqual([['update', 'ann', 2]]))
    expect(house.heard.slice(said)).toEqual(['set'])
  })

  test('does not show a state of somebody else that is too large', async (context) => {
    const { join, stranger } = await open(backend, context)
    const ann = await join('ann')
    const say = await stranger()
    say({ key: 'mallory', version: 1, state: { turn: 1, text: tooLong } })
    say({ key: 'mallory', version: 2, state: { turn: 2 } })
    await eventually(() => expect(ann.log).toEqual([['join', 'mallory', 2]]))
    say({ key: 'mallory', version: 3, state: { turn: 3, text: tooLong } })
    say({ key: 'mallory', version: 4, state: { turn: 4 } })
    await eventually(() => expect(ann.log.slice(1)).toEqual([['update', 'mallory', 4]]))
  })

  test.for(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'takes %s for a key, a channel and the name of a state like any other',
    async (name, context) => {
      const { join, stranger } = await open(backend, context)
      const state = JSON.parse(`{ "turn": 1, "${name}": { "polluted": true } }`) as Mood
      const ann = await join('ann', { channel: name })
      const bob = await join(name, { channel: name, initial: state })
      await eventually(() => expect(ann.log).toEqual([['join', name, 1]]))
      bob.presence.update({ turn: 2 })
      await eventually(() => expect(ann.log.slice(1)).toEqual([['update', name, 2]]))
      await eventually(() => expect(ann.other(name)?.state.turn).toBe(2))
      expect(Object.getPrototypeOf(ann.other(name)?.state)).toBe(Object.prototype)
      expect(ann.other(name)?.state).not.toHaveProperty('polluted')
      const say = await stranger(name)
      say({ key: 'mallory', version: 1, state: JSON.parse(`{ "turn": 3, "${name}": { "polluted": true } }`) })
      await eventually(() => expect(ann.log.slice(2)).toEqual([['join', 'mallory', 3]]))
      bob.leave()
      await eventually(() => expect(ann.log.slice(3)).toEqual([['leave', name, 2]]))
      expect(({} as { polluted?: true }).polluted).toBeUndefined()
    },
  )

  test('is not harmed by what makes no sense', async (context) => {
    const { join, stranger } = await open(backend, context)
    const [ann, say] = [await join('ann'), await stranger()]
    const nonsense = [undefined, null, true, [], {}, 'x'.repeat(300)]
    for (const value of nonsense) {
      say({ key: value as string, version: 1, state: { turn: 1 } })
      say({ key: 'mallory', version: value as number, state: { turn: 1 } })
    }
    say({ key: 'mallory', version: 2, state: { turn: 2 } })
    await eventually(() => expect(ann.log).toEqual([['join', 'mallory', 2]]))
    const bob = await join('bob')
    await eventually(() => expect(ann.log.slice(1)).toEqual([['join', 'bob', 0]]))
    await eventually(() => expect(bob.log).toContainEqual(['join', 'ann', 0]))
  })
})
