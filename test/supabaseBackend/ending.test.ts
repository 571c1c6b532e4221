import { expect, it, vi } from 'vitest'
import { hasPostgres } from '../support/supabase/database/postgres'
import { tables } from './rows'
import { eventually, joined, listen, serve } from './stage'

const kinds = (await hasPostgres()) ? (['none', 'postgres'] as const) : (['none'] as const)

it.for(kinds)('leaves nothing running, with the database %s', async (database, test) => {
  // What a cluster of this process keeps is not of one backend.
  await serve(test, { database }).then((first) => first.stop())
  const before = process.getActiveResourcesInfo().toSorted()
  const supabase = await serve(test, { database, ...(database !== 'none' && { tables }) })
  const token = await supabase.token()
  const client = supabase.createClient({ accessToken: () => Promise.resolve(token) })
  await client.realtime.setAuth()
  await joined(client.channel('room'))
  if (database !== 'none') await listen(client, { table: 'todos' })
  await client.removeAllChannels()
  await supabase.stop()
  // Ten seconds are the client's: `disconnect()` leaves a timer.
  const left = () => process.getActiveResourcesInfo().filter((resource) => resource !== 'Timeout')
  await eventually(() => expect(left().toSorted()).toEqual(before.filter((resource) => resource !== 'Timeout')))
  expect(supabase.journal.count('open')).toBe(supabase.journal.count('close'))
})

it('keeps the timer of no channel that is gone', async (test) => {
  vi.useFakeTimers()
  test.onTestFinished(() => void vi.useRealTimers())
  const supabase = await serve(test, { network: 'page', systemOkDelay: 5000 })
  const token = await supabase.token()
  const client = supabase.createClient({ accessToken: () => Promise.resolve(token) })
  await client.realtime.setAuth()
  await joined(client.channel('room'))
  supabase.faults.mute(true)
  const withChannel = vi.getTimerCount()
  await supabase.backend.close()
  expect(vi.getTimerCount()).toBeLessThan(withChannel)
  client.realtime.channels.forEach((channel) => channel.teardown())
  await client.realtime.disconnect()
})
