import type { SupabaseClient } from '@supabase/supabase-js'
import type { TestContext } from 'vitest'
import { supabaseChannel, type SupabaseChannelOptions } from 'wirehooks/supabase'
import { type CloseReason, type Connection, type ConnectionOptions, createConnection } from 'wirehooks/vanilla'
import type { Entry } from '../support/supabase/journal'
import { createTestSupabase, type TestSupabase, type TestSupabaseOptions } from '../support/supabase/createTestSupabase'
import { createSignal, type Observable, until } from '../support/until'

/** For tests that are not about how long to wait. */
export const quickly = { initialDelay: 20, maxDelay: 100 }

/** Everything that was said, oldest first. */
export type Line = readonly [what: string, ...details: unknown[]]

export interface Client extends Observable {
  readonly connection: Connection
  /** Statuses, messages, ended links, `changes ready` or not, and errors. */
  readonly log: readonly Line[]
  readonly closes: readonly { reason: CloseReason; willRetry: boolean }[]
  /** Of messages with this name. */
  heard(event: string): unknown[]
  reaches(status: string): Promise<unknown>
}

export interface Stage extends TestSupabase {
  /** Starts at once. */
  connect(client: SupabaseClient, topic: string, options?: SupabaseChannelOptions & ConnectionOptions): Client
  /** Resolves when there were so many of these in the journal. */
  counts(what: Entry['what'], count: number, topic?: string): Promise<unknown>
  /** What the backend saw of a topic, in words. */
  seen(topic: string): string[]
}

/** A backend, and what ends with the test. */
export async function stage(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  options: TestSupabaseOptions = {},
): Promise<Stage> {
  const supabase = await createTestSupabase(options)
  onTestFinished(supabase.stop)
  const { journal } = supabase
  return {
    ...supabase,
    connect(client, topic, options) {
      const made = createClient(client, topic, options)
      onTestFinished(made.connection.close)
      made.connection.open()
      return made
    },
    counts: (what, count, topic) => until(journal, () => journal.count(what, topic) >= count),
    seen: (topic) =>
      journal.entries
        .filter((entry) => entry.topic === topic && entry.what !== 'send')
        .map(({ what, event, role }) => [what, event ?? role].filter(Boolean).join(' ')),
  }
}

export function createClient(
  client: SupabaseClient,
  topic: string,
  options: SupabaseChannelOptions & ConnectionOptions = {},
): Client {
  const signal = createSignal()
  const log: Line[] = []
  const closes: { reason: CloseReason; willRetry: boolean }[] = []

  function write(...line: Line): void {
    log.push(line)
    signal.notify()
  }

  const connection = createConnection(supabaseChannel(client, topic, options), {
    backoff: quickly,
    ...options,
    onMessage: ({ event, data }) => write('message', event, data),
    onClose(reason, willRetry) {
      closes.push({ reason, willRetry })
      write('ended', reason.kind)
    },
    onError: ({ code }) => write('error', code),
    onInvalid: ({ code }) => write('invalid', code),
  })
  connection.store.subscribe((state, before) => {
    if (state.status !== before.status) write(state.status)
    const { changesReady } = state.details
    if (changesReady !== before.details['changesReady']) write('changes', changesReady === true ? 'ready' : 'not ready')
  })

  return {
    connection,
    log,
    closes,
    heard: (event) => log.filter(([what, name]) => what === 'message' && name === event).map(([, , data]) => data),
    subscribe: signal.subscribe,
    reaches: (status) => until(signal, () => connection.store.getState().status === status),
  }
}

/** A client whose tokens are as fresh as `expireTokens` allows. */
export function signedIn(supabase: TestSupabase, sub = 'ann'): SupabaseClient {
  return supabase.createClient({ accessToken: () => supabase.token({ sub }) })
}
