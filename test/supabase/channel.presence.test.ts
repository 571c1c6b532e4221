import { expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { until } from '../support/until'
import { rosterOf } from './roster'
import { type Client, stage } from './stage'

/** What an application would show of it, in time. */
async function expectRoster(client: Client, expected: object): Promise<void> {
  await until(client, () => JSON.stringify(rosterOf(client)) === JSON.stringify(expected)).catch(() => {})
  expect(rosterOf(client)).toEqual(expected)
}

test('shows who is there, what they share, and who has left', async (context) => {
  const supabase = await stage(context)
  const [ann, bob] = ['ann', 'bob'].map((key) =>
    supabase.connect(supabase.createClient(), 'room', { presence: { key } }),
  ) as [Client, Client]
  await Promise.all([ann.reaches('open'), bob.reaches('open')])
  expect(await ann.connection.emit('presence', { mood: 'fine' })).toEqual({ outcome: 'sent' })
  await expectRoster(bob, { ann: [{ mood: 'fine' }] })
  void bob.connection.emit('presence', {})
  await expectRoster(ann, { ann: [{ mood: 'fine' }], bob: [{}] })
  void bob.connection.emit('presence', null)
  await expectRoster(ann, { ann: [{ mood: 'fine' }] })
  ann.connection.close()
  await expectRoster(bob, {})
})

test('trap 8: is tracked again after a rejoin, and on a new channel', async (context) => {
  const supabase = await stage(context)
  const [ann, bob] = ['ann', 'bob'].map((key) =>
    supabase.connect(supabase.createClient(), 'room', { presence: { key } }),
  ) as [Client, Client]
  void ann.connection.emit('presence', { mood: 'fine' })
  await expectRoster(bob, { ann: [{ mood: 'fine' }] })
  supabase.faults.dropSockets()
  await Promise.all([ann.reaches('reconnecting'), bob.reaches('reconnecting')])
  await Promise.all([ann.reaches('open'), bob.reaches('open')])
  await expectRoster(bob, { ann: [{ mood: 'fine' }] })
  const heard = bob.heard('presence').length
  ann.connection.reconnect()
  // She leaves, and comes again.
  await until(bob, () => bob.heard('presence').length >= heard + 2)
  await expectRoster(bob, { ann: [{ mood: 'fine' }] })
  expect(supabase.journal.count('join', 'room')).toBe(5)
})

test('trap 9: a track() before the channel is joined waits, instead of throwing', async (context) => {
  const supabase = await stage(context)
  const ann = supabase.connect(supabase.createClient(), 'room', { presence: { key: 'ann' } })
  const tracked = ann.connection.emit('presence', { early: true })
  expect(ann.connection.store.getState().queue.count).toBe(1)
  expect(await tracked).toEqual({ outcome: 'sent' })
  await expectRoster(ann, { ann: [{ early: true }] })
})

test('50 calls in a burst never close the channel at the limit of 5 in 30 s, and the newest state wins', async (context) => {
  const supabase = await stage(context)
  const clock = createFakeClock()
  const ann = supabase.connect(supabase.createClient(), 'room', { clock, presence: { key: 'ann' } })
  await ann.reaches('open')
  for (let burst = 1; burst <= 10; burst += 1) {
    for (let turn = 1; turn <= 5; turn += 1) void ann.connection.emit('presence', { burst, turn })
    await clock.advance(300)
  }
  await clock.advance(31_000)
  await expectRoster(ann, { ann: [{ burst: 10, turn: 5 }] })
  const times = supabase.journal.entries.filter(({ what, event }) => what === 'receive' && event === 'presence')
  expect(times.length).toBeLessThanOrEqual(5)
  expect(times.map(({ payload }) => (payload as { payload: unknown }).payload)).toEqual([
    { burst: 1, turn: 1 },
    { burst: 1, turn: 5 },
    { burst: 5, turn: 5 },
    { burst: 10, turn: 5 },
  ])
  expect(ann.log.filter(([what]) => what !== 'message')).toEqual([['connecting'], ['open']])
  expect(supabase.journal.count('join', 'room')).toBe(1)
})

test('trap 6: the presence limit closes the channel of who goes around us, and we come back with our state', async (context) => {
  const supabase = await stage(context)
  const client = supabase.createClient()
  const ann = supabase.connect(client, 'room', { presence: { key: 'ann' } })
  void ann.connection.emit('presence', { mood: 'fine' })
  await expectRoster(ann, { ann: [{ mood: 'fine' }] })
  for (let turn = 0; turn < 5; turn += 1) void client.getChannels()[0]!.track({ turn })
  await ann.reaches('reconnecting')
  await ann.reaches('open')
  await expectRoster(ann, { ann: [{ mood: 'fine' }] })
  expect(ann.closes[0]?.reason.reason).toBe('Client presence rate limit exceeded')
})

test('what waits to be told when the socket breaks is told once, after the rejoin', async (context) => {
  const supabase = await stage(context)
  const clock = createFakeClock()
  const ann = supabase.connect(supabase.createClient(), 'room', { clock, presence: { key: 'ann' } })
  await ann.reaches('open')
  void ann.connection.emit('presence', { turn: 1 })
  void ann.connection.emit('presence', { turn: 2 })
  await supabase.counts('receive', 1, 'room')
  supabase.faults.dropSockets()
  await ann.reaches('reconnecting')
  await clock.advance(60_000)
  await ann.reaches('open')
  await expectRoster(ann, { ann: [{ turn: 2 }] })
  const told = supabase.journal.entries.filter(({ what, event }) => what === 'receive' && event === 'presence')
  expect(told.map(({ payload }) => (payload as { payload: unknown }).payload)).toEqual([{ turn: 1 }, { turn: 2 }])
})
