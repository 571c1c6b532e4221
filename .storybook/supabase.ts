import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import type { WireServerOptions } from 'wirehooks/testing/msw'
import { type Backend, createBackend } from '../test/support/supabase/backend'
import { createPageNetwork } from '../test/support/supabase/page'
import type { Breakable } from './network'

/** A Supabase project within the page, which the toolbar can break. */
export interface PageSupabase extends Breakable {
  readonly backend: Backend
  /** The unmodified client, as a visitor has it; it comes back sooner than it would in an app. */
  createClient<Database>(): SupabaseClient<Database>
}

export interface PageSupabaseOptions {
  /** SQL, as one would write it for a project. Without it there are broadcast and presence only. */
  tables?: string
}

/** With tables it takes a second or two: a whole PostgreSQL starts. */
export async function createPageSupabase({ tables }: PageSupabaseOptions = {}): Promise<PageSupabase> {
  const database = tables === undefined ? undefined : await createDatabase(tables)
  const backend = createBackend(database ? { database } : {})
  let trouble: WireServerOptions = {}
  const page = createPageNetwork(through(backend, () => trouble))

  return {
    backend,
    createClient<Database>() {
      const client = createClient(page.url, backend.authority.anonKey, {
        auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
        global: { fetch: page.fetch },
        realtime: {
          transport: page.WebSocket,
          heartbeatIntervalMs: 2000,
          reconnectAfterMs: () => 500,
        },
      })
      return client as unknown as SupabaseClient<Database>
    },
    set(options) {
      if ('silent' in options) backend.faults.mute(options.silent ?? false)
      trouble = { ...trouble, ...options }
    },
    drop: () => backend.faults.dropSockets(),
  }
}

async function createDatabase(tables: string) {
  const { createPglite } = await import('../test/support/supabase/database/pglite')
  const database = await createPglite()
  await database.define(tables)
  return database
}

/** The backend behind a network as it is now. Half-open sockets are its own affair. */
function through(backend: Backend, trouble: () => WireServerOptions): Backend {
  const isRefused = (): boolean => typeof trouble().refuses === 'number'

  function later(run: () => void): void {
    const { delay = 0 } = trouble()
    if (delay > 0) setTimeout(run, delay)
    else run()
  }

  return {
    ...backend,
    handshake: (url) => (isRefused() ? 404 : backend.handshake(url)),
    async fetch(request) {
      const { silent } = trouble()
      await new Promise<void>((arrive, fail) => {
        request.signal.addEventListener('abort', () => fail(request.signal.reason))
        if (!silent) later(arrive)
      })
      if (isRefused()) throw new TypeError('Failed to fetch')
      return backend.fetch(request)
    },
    accept(socket, url) {
      const slow: typeof socket = {
        ...socket,
        send: (data) => later(() => socket.send(data)),
        onmessage: null,
        onclose: null,
      }
      socket.onmessage = (data) => later(() => slow.onmessage?.(data))
      socket.onclose = () => slow.onclose?.()
      backend.accept(slow, url)
    },
  }
}
