import type { RealtimeChannel, RealtimePostgresChangesFilter, SupabaseClient } from '@supabase/supabase-js'
import { type TestContext, vi } from 'vitest'
import { createTestSupabase, type TestSupabase, type TestSupabaseOptions } from '../support/supabase/createTestSupabase'

/** Everything for one test; it ends with it. */
export async function serve(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  options: TestSupabaseOptions = {},
): Promise<TestSupabase> {
  const supabase = await createTestSupabase(options)
  onTestFinished(supabase.stop)
  return supabase
}

/** Other work may have the machine for a while. */
export async function eventually(check: () => void): Promise<void> {
  await vi.waitFor(check, { timeout: 10_000, interval: 20 })
}

/** Every status that a channel had. */
export function statusesOf(channel: RealtimeChannel): string[] {
  const statuses: string[] = []
  channel.subscribe((status, error) => statuses.push(error ? `${status}: ${error.message}` : status))
  return statuses
}

export async function joined(channel: RealtimeChannel): Promise<string[]> {
  const statuses = statusesOf(channel)
  await eventually(() => {
    if (!statuses.includes('SUBSCRIBED')) throw new Error(`Not joined: ${statuses.join()}`)
  })
  return statuses
}

/** Every broadcast that comes to a channel. */
export function broadcastsOf(channel: RealtimeChannel): { event: string; payload: unknown }[] {
  const broadcasts: { event: string; payload: unknown }[] = []
  channel.on('broadcast', { event: '*' }, ({ event, payload }) =>
    broadcasts.push({ event, payload: payload as unknown }),
  )
  return broadcasts
}

/** Where it says who is there: what they said, by key. */
export function roster(channel: RealtimeChannel): Record<string, unknown[]> {
  return Object.fromEntries(
    Object.entries(channel.presenceState()).map(([key, metas]) => [
      key,
      metas.map((meta) => Object.fromEntries(Object.entries(meta).filter(([name]) => name !== 'presence_ref'))),
    ]),
  )
}

export interface Listened {
  readonly changes: Record<string, unknown>[]
  readonly system: Record<string, unknown>[]
}

/** Joins a channel with one `postgres_changes`, and waits until changes come. */
export async function listen(client: SupabaseClient, filter: object, topic = 'rows'): Promise<Listened> {
  const changes: Record<string, unknown>[] = []
  const system: Record<string, unknown>[] = []
  const channel = client.channel(topic)
  const asked = { event: '*', schema: 'public', ...filter } as RealtimePostgresChangesFilter<'*'>
  channel.on('postgres_changes', asked, (change) => changes.push({ ...change }))
  channel.on('system', {}, (message: Record<string, unknown>) => system.push(message))
  await joined(channel)
  await eventually(() => {
    if (system.length === 0) throw new Error('No system message')
  })
  return { changes, system }
}
