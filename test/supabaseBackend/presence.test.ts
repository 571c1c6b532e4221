import { describe, expect, it } from 'vitest'
import { eventually, joined, roster, serve, statusesOf } from './stage'

describe.each(['1.0.0', '2.0.0'])('presence, version %s', (vsn) => {
  const realtime = { vsn }

  it('tells who is there, who comes, what changes and who goes', async (test) => {
    const supabase = await serve(test)
    const [ann, bob] = ['ann', 'bob'].map((key) =>
      supabase.createClient({ realtime }).channel('room', { config: { presence: { key } } }),
    )
    const events: string[] = []
    ann!
      .on('presence', { event: 'join' }, ({ key }) => events.push(`join ${key}`))
      .on('presence', { event: 'leave' }, ({ key }) => events.push(`leave ${key}`))
    bob!.on('presence', { event: 'sync' }, () => {})
    await joined(ann!)
    expect(await ann!.track({ at: 1 })).toBe('ok')
    await joined(bob!)
    await eventually(() => expect(roster(bob!)).toEqual({ ann: [{ at: 1 }] }))
    await bob!.track({ at: 2 })
    await bob!.track({ at: 3 })
    await eventually(() => expect(roster(ann!)).toEqual({ ann: [{ at: 1 }], bob: [{ at: 3 }] }))
    await bob!.untrack()
    await eventually(() => expect(roster(ann!)).toEqual({ ann: [{ at: 1 }] }))
    expect(events).toEqual(['join ann', 'join bob', 'join bob', 'leave bob', 'leave bob'])
  })
})

it('keeps two sockets of one key apart', async (test) => {
  const supabase = await serve(test)
  const config = { presence: { key: 'ann' } }
  const [phone, laptop] = [1, 2].map(() => supabase.createClient().channel('room', { config }))
  for (const channel of [phone!, laptop!]) channel.on('presence', { event: 'sync' }, () => {})
  await Promise.all([joined(phone!), joined(laptop!)])
  await phone!.track({ on: 'phone' })
  await laptop!.track({ on: 'laptop' })
  await eventually(() => expect(roster(phone!)).toEqual({ ann: [{ on: 'phone' }, { on: 'laptop' }] }))
  await phone!.unsubscribe()
  await eventually(() => expect(roster(laptop!)).toEqual({ ann: [{ on: 'laptop' }] }))
})

it('takes the same payload again for nothing new', async (test) => {
  const supabase = await serve(test)
  const channel = supabase.createClient().channel('room')
  channel.on('presence', { event: 'sync' }, () => {})
  await joined(channel)
  await channel.track({ at: 1 })
  await channel.track({ at: 1 })
  await channel.track({ at: 2 })
  const diffs = supabase.journal.entries.filter(({ event }) => event === 'presence_diff').map(({ payload }) => payload)
  expect(diffs).toHaveLength(2)
  const [key] = Object.keys(roster(channel))
  expect(diffs[1]).toEqual({
    joins: { [key!]: { metas: [{ at: 2, phx_ref: 'ref-2', phx_ref_prev: 'ref-1' }] } },
    leaves: { [key!]: { metas: [{ at: 1, phx_ref: 'ref-1' }] } },
  })
})

it('tells those who track without listening too', async (test) => {
  const supabase = await serve(test)
  const config = { presence: { key: 'ann' } }
  const channel = supabase.createClient().channel('room', { config })
  await joined(channel)
  await channel.track({ at: 1 })
  await eventually(() => expect(roster(channel)).toEqual({ ann: [{ at: 1 }] }))
})

it('tells of somebody whose socket broke', async (test) => {
  const supabase = await serve(test)
  const [ann, bob] = ['ann', 'bob'].map((key) =>
    supabase.createClient().channel('room', { config: { presence: { key } } }),
  )
  ann!.on('presence', { event: 'sync' }, () => {})
  await Promise.all([joined(ann!), joined(bob!)])
  await bob!.track({ at: 1 })
  await eventually(() => expect(roster(ann!)).toEqual({ bob: [{ at: 1 }] }))
  await bob!.socket.disconnect()
  await eventually(() => expect(roster(ann!)).toEqual({}))
})

it('closes a channel at the sixth presence call, and untrack counts', async (test) => {
  const supabase = await serve(test)
  const channel = supabase.createClient().channel('room')
  const system: unknown[] = []
  channel.on('system', {}, (message) => system.push(message))
  const statuses = await joined(channel)
  for (const at of [1, 2, 3, 4]) expect(await channel.track({ at })).toBe('ok')
  expect(await channel.untrack()).toBe('ok')
  void channel.track({ at: 6 })
  await eventually(() => expect(statuses).toEqual(['SUBSCRIBED', 'CLOSED']))
  expect(system).toEqual([
    { extension: 'system', status: 'error', message: 'Client presence rate limit exceeded', channel: 'room' },
  ])
})

it('lifts the limit when asked to', async (test) => {
  const supabase = await serve(test, { presenceLimit: null })
  const channel = supabase.createClient().channel('room')
  const statuses = statusesOf(channel)
  await eventually(() => expect(statuses).toEqual(['SUBSCRIBED']))
  for (let at = 0; at < 10; at += 1) expect(await channel.track({ at })).toBe('ok')
  expect(statuses).toEqual(['SUBSCRIBED'])
})
