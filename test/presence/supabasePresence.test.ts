import { beforeEach, describe, expect, test } from 'vitest'
import { supabasePresence } from '../../src/presence/supabasePresence'
import { presenceOf } from '../../src/presence/presenceOf'
import { collectGarbage } from '../transport/support/collectGarbage'
import { member, settle, setUp } from './support/setUp'

let me: ReturnType<typeof setUp>

beforeEach(() => {
  me = setUp({ backend: supabasePresence })
})

/** The native presence says that these are there. */
async function native(...members: ReturnType<typeof member>[]): Promise<void> {
  me.connection.hear('presence', Object.fromEntries(members.map((one) => [one.id, [one]])))
  await me.clock.advance(20)
}

async function broadcast(event: string, data: unknown): Promise<void> {
  me.connection.hear(event, data)
  await me.clock.advance(20)
}

/** What was broadcast, as event and version. */
const said = (): unknown[] =>
  me.connection.sent.map(({ event, data }) => {
    const { version } = Object(data) as { version?: number }
    return Array.isArray(data) ? [event, data[1]] : [event, version]
  })

describe('entering', () => {
  test('tracks, broadcasts what is shared, and asks what the others share', async () => {
    me.enter()
    await me.open()
    expect(said()).toEqual([
      ['presence', 1],
      ['presence:set', 1],
      ['presence:ask', undefined],
    ])
    expect(me.state.status).toBe('entering')
    await native(member('a'))
    expect(me.state).toMatchObject({ status: 'present', count: 2, self: { key: 'me', status: 'online' } })
    expect(me.others).toEqual(['a online 1'])
  })

  test('on a link that was open before knows who is there at once', async () => {
    me.connection.open({ details: { presenceState: () => ({ a: [member('a')] }) } })
    me.enter()
    await me.clock.advance(20)
    expect(me.others).toEqual(['a online 1'])
  })

  test('over a new link waits for the server, though the client can be asked at once who is there: it does not know', async () => {
    me.enter()
    me.connection.open({ details: { presenceState: () => ({}) } })
    await me.clock.advance(20)
    expect(me.state).toMatchObject({ status: 'entering', count: 0 })
    await native(member('a'))
    expect(me.state).toMatchObject({ status: 'present', count: 2 })
  })

  test('over the next link waits for the server too: nobody is thought to be gone before it has answered', async () => {
    me.enter()
    await me.open()
    await native(member('a'))
    me.connection.drop()
    me.connection.open({ details: { presenceState: () => ({}) } })
    await me.clock.advance(20_000)
    expect(me.others).toEqual(['a stale 1'])
    await native(member('a'))
    expect(me.others).toEqual(['a online 1'])
    expect(me.log).toEqual([])
  })

  test('as somebody else on a link that was open before knows who is there at once', async () => {
    me.connection.open({ details: { presenceState: () => ({ a: [member('a')] }) } })
    const leave = me.enter()
    await me.clock.advance(20)
    leave()
    me.enter({ ...me.options, key: 'other' })
    await me.clock.advance(20)
    expect(me.state).toMatchObject({ status: 'present', self: { key: 'other' } })
    expect(me.others).toEqual(['a online 1'])
  })

  test('a second time tells higher versions, since the others remember the first ones', async () => {
    await me.open()
    const leave = me.enter()
    await native()
    me.presence.update({ n: 1 })
    await me.clock.advance(200)
    leave()
    await settle()
    expect(said().slice(-2)).toEqual([
      ['presence:left', 3],
      ['presence', undefined],
    ])
    me.forget()
    me.enter()
    expect(me.connection.sent.at(-2)?.data).toMatchObject({ version: 4 })
  })

  test('a second time tells higher versions also when the presence was forgotten in between', async () => {
    await me.open()
    const { connection, options } = me
    const enterAndLeave = async () => {
      presenceOf(connection, { ...options, channel: 'other' }).enter({ current: options })()
      await settle()
    }
    const versions = () => said().flatMap((line) => ((line as unknown[])[1] as number | undefined) ?? [])
    await enterAndLeave()
    const highest = Math.max(...versions())
    connection.sent.splice(0)
    await collectGarbage()
    await enterAndLeave()
    expect(Math.min(...versions())).toBeGreaterThan(highest)
  })
})

describe('the others', () => {
  beforeEach(async () => {
    me.enter()
    await me.open()
    await native(member('a'))
  })

  test('change and leave by what they broadcast', async () => {
    await broadcast('presence:set', member('a', 2))
    expect(me.others).toEqual(['a online 2'])
    await broadcast('presence:left', ['a', 2])
    expect(me.others).toEqual([])
  })

  test('who are not in the native presence are gone when they are silent for too long', async () => {
    await broadcast('presence:set', member('b'))
    expect(me.others).toEqual(['a online 1', 'b online 1'])
    await me.clock.advance(40_000)
    expect(me.others).toEqual(['a online 1'])
  })

  test('whose link broke are stale for the grace, and then gone', async () => {
    await native()
    expect(me.others).toEqual(['a stale 1'])
    await me.clock.advance(15_000)
    expect(me.others).toEqual([])
  })

  test('who ask are answered within a short time, unless the native presence has it', async () => {
    me.forget()
    me.connection.hear('presence:ask', {})
    await me.clock.advance(300)
    expect(said().slice(-1)).toEqual([['presence:set', 1]])
    const [{ id }] = me.connection.sent.slice(-1).map(({ data }) => data as { id: string }) as [{ id: string }]
    await native(member('a'), member(id, 1, { key: 'me' }))
    const before = me.connection.sent.length
    me.connection.hear('presence:ask', {})
    await me.clock.advance(300)
    expect(me.connection.sent.length).toBe(before)
  })

  test('may broadcast anything', async () => {
    for (const data of [null, 7, 'x', [], {}, [1, 2], ['a'], ['a', 'b']])
      for (const event of ['presence:set', 'presence:left']) await broadcast(event, data)
    expect(me.others).toEqual(['a online 1'])
    expect(me.connection.errors).toEqual([])
  })
})
