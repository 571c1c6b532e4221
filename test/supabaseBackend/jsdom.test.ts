// @vitest-environment jsdom

import { expect, it } from 'vitest'
import { broadcastsOf, eventually, joined, serve } from './stage'

it.for(['page', 'port'] as const)('serves a hook in jsdom by the %s', async (network, test) => {
  const supabase = await serve(test, { network })
  const token = await supabase.token()
  const client = supabase.createClient({ accessToken: () => Promise.resolve(token) })
  await client.realtime.setAuth()
  const config = { broadcast: { self: true, ack: true } }
  const channel = client.channel('room', { config })
  const here = broadcastsOf(channel)
  await joined(channel)
  expect(await channel.send({ type: 'broadcast', event: 'json', payload: 1 })).toBe('ok')
  expect(await channel.send({ type: 'broadcast', event: 'bytes', payload: new ArrayBuffer(1) })).toBe('ok')
  expect(await channel.track({ name: 'ann' })).toBe('ok')
  await eventually(() => expect(here.map(({ event }) => event)).toEqual(['json', 'bytes']))
  expect(await channel.httpSend('http', 2)).toEqual({ success: true })
  await eventually(() => expect(here).toHaveLength(3))
})

it.for(['page', 'port'] as const)('answers queries in jsdom by the %s', async (network, test) => {
  const tables = 'create table todos (id int primary key)'
  const supabase = await serve(test, { network, tables })
  const client = supabase.createClient()
  await client.from('todos').insert({ id: 1 })
  const { data, error } = await client.from('todos').select().abortSignal(new AbortController().signal)
  expect([data, error]).toEqual([[{ id: 1 }], null])
})
