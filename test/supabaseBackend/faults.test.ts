import { expect, it } from 'vitest'
import { broadcastsOf, eventually, joined, serve, statusesOf } from './stage'

/** The client would wait a second. */
const realtime = { reconnectAfterMs: () => 20 }

it('breaks every socket, and clients come back', async (test) => {
  const supabase = await serve(test)
  const statuses = await joined(supabase.createClient({ realtime }).channel('room'))
  supabase.faults.dropSockets()
  await eventually(() => expect(statuses).toHaveLength(3))
  expect(statuses).toEqual(['SUBSCRIBED', expect.stringContaining('socket closed: 1006'), 'SUBSCRIBED'])
  expect(supabase.journal.count('join', 'room')).toBe(2)
})

it('goes mute and keeps back what was said', async (test) => {
  const supabase = await serve(test)
  const [mine, yours] = [1, 2].map(() =>
    supabase.createClient({ realtime }).channel('room', { config: { broadcast: { ack: true } } }),
  )
  const there = broadcastsOf(yours!)
  await Promise.all([joined(mine!), joined(yours!)])
  supabase.faults.mute(true)
  expect(await mine!.send({ type: 'broadcast', event: 'say', payload: 1 }, { timeout: 100 })).toBe('timed out')
  expect(there).toEqual([])
  supabase.faults.mute(false)
  await eventually(() => expect(there).toEqual([{ event: 'say', payload: 1 }]))
})

it('is found mute by a heartbeat', async (test) => {
  const supabase = await serve(test)
  const client = supabase.createClient({ realtime: { ...realtime, heartbeatIntervalMs: 100 } })
  const statuses = await joined(client.channel('room'))
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(statuses).toEqual(['SUBSCRIBED'])
  supabase.faults.mute(true)
  await eventually(() => expect(statuses).toHaveLength(2))
  supabase.faults.mute(false)
  await eventually(() => expect(statuses.at(-1)).toBe('SUBSCRIBED'))
})

it('refuses joins, as often as it was told', async (test) => {
  const supabase = await serve(test)
  supabase.faults.refuseJoin('room', 1, 'Unauthorized: not today')
  const statuses = statusesOf(supabase.createClient().channel('room'))
  await eventually(() => expect(statuses).toEqual(['CHANNEL_ERROR: Unauthorized: not today', 'SUBSCRIBED']))
  expect(supabase.journal.count('refuse', 'room')).toBe(1)
})

it('takes its time to refuse when told to', async (test) => {
  const supabase = await serve(test, { joinErrorDelay: 150 })
  supabase.faults.refuseJoin('room')
  const started = performance.now()
  const statuses = statusesOf(supabase.createClient().channel('room'))
  await eventually(() => expect(statuses).toHaveLength(1))
  expect(performance.now() - started).toBeGreaterThan(140)
})

it('expires every token: channels close, and the token opens none', async (test) => {
  const supabase = await serve(test)
  let token = await supabase.token()
  const client = supabase.createClient({ accessToken: () => Promise.resolve(token) })
  const anon = await joined(supabase.createClient().channel('room'))
  await client.realtime.setAuth()
  const statuses = await joined(client.channel('room'))
  supabase.faults.expireTokens()
  await eventually(() => expect(statuses).toEqual(['SUBSCRIBED', 'CLOSED']))
  const again = statusesOf(client.channel('room'))
  await eventually(() => expect(again[0]).toContain('InvalidJWTToken: Token has expired'))
  token = await supabase.token()
  await client.realtime.setAuth()
  await eventually(() => expect(again.at(-1)).toBe('SUBSCRIBED'))
  expect(anon).toEqual(['SUBSCRIBED'])
})

it('closes a topic for good', async (test) => {
  const supabase = await serve(test)
  const client = supabase.createClient()
  const [room, other] = [client.channel('room'), client.channel('other')]
  const statuses = await Promise.all([joined(room), joined(other)])
  supabase.faults.closeChannel('room')
  await eventually(() => expect(statuses).toEqual([['SUBSCRIBED', 'CLOSED'], ['SUBSCRIBED']]))
  expect(client.getChannels()).toEqual([other])
})

it('fails in a topic, and the client joins it again', async (test) => {
  const supabase = await serve(test)
  const statuses = await joined(supabase.createClient().channel('room'))
  supabase.faults.crashChannel('room')
  await eventually(() => expect(statuses).toHaveLength(3))
  expect(statuses).toEqual(['SUBSCRIBED', expect.stringContaining('CHANNEL_ERROR'), 'SUBSCRIBED'])
})

it('joins a removed channel anew, and ignores the old one', async (test) => {
  const supabase = await serve(test)
  const client = supabase.createClient()
  const first = client.channel('room')
  const before = statusesOf(first)
  void client.removeChannel(first)
  const after = await joined(client.channel('room'))
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(before.filter((status) => status !== 'CLOSED')).toEqual([])
  expect(after).toEqual(['SUBSCRIBED'])
})

it('logs joins, leaves and messages', async (test) => {
  const supabase = await serve(test)
  const client = supabase.createClient()
  const channel = client.channel('room')
  await joined(channel)
  await channel.send({ type: 'broadcast', event: 'say', payload: 1 })
  await client.removeChannel(channel)
  await client.realtime.disconnect()
  await eventually(() => expect(supabase.journal.count('close')).toBe(1))
  const told = supabase.journal.entries.map(({ what, event }) => (event ? `${what} ${event}` : what))
  expect(told).toEqual([
    'open',
    'join',
    'send phx_reply',
    'receive broadcast',
    'leave phx_leave',
    'send phx_reply',
    'send phx_close',
    'end',
    'close',
  ])
})
