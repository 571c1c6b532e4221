import { expect, it } from 'vitest'
import { broadcastsOf, eventually, joined, roster, serve } from './stage'

it('runs within the page: sockets, HTTP and faults without a network', async (test) => {
  const supabase = await serve(test, { network: 'page' })
  const realtime = { reconnectAfterMs: () => 20 }
  const [mine, yours] = [1, 2].map(() => supabase.createClient({ realtime }).channel('room'))
  const there = broadcastsOf(yours!)
  yours!.on('presence', { event: 'sync' }, () => {})
  const statuses = await joined(yours!)
  await joined(mine!)
  await mine!.track({ name: 'ann' })
  await mine!.send({ type: 'broadcast', event: 'json', payload: 1 })
  await mine!.send({ type: 'broadcast', event: 'bytes', payload: new ArrayBuffer(1) })
  await mine!.httpSend('http', 2)
  await eventually(() => expect(there.map(({ event }) => event)).toEqual(['json', 'bytes', 'http']))
  expect(Object.values(roster(yours!))).toEqual([[{ name: 'ann' }]])
  supabase.faults.dropSockets()
  await eventually(() => expect(statuses.at(-1)).toBe('SUBSCRIBED'))
  expect(statuses[1]).toContain('socket closed: 1006')
})

it('refuses a key of nobody', async (test) => {
  const supabase = await serve(test, { network: 'page' })
  const client = supabase.createClient({ realtime: { params: { apikey: 'wrong' } } })
  const statuses: string[] = []
  client.channel('room').subscribe((status) => statuses.push(status))
  await eventually(() => expect(statuses).toEqual(['CHANNEL_ERROR']))
})
