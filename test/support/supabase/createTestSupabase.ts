import {
  createClient,
  type SupabaseClient,
  type SupabaseClientOptions,
  type WebSocketLikeConstructor,
} from '@supabase/supabase-js'
import { type Backend, type BackendOptions, createBackend } from './backend'
import { clientSocket } from './clientSocket'
import type { Database, Result } from './database/database'
import { createNextPglite } from './database/pglite'
import { createPostgres, hasPostgres } from './database/postgres'
import { createPageNetwork } from './page'
import { startServer } from './server'
import type { Claims } from './token'

export interface TestSupabaseOptions extends Omit<BackendOptions, 'database'> {
  /**
   * `any` is PostgreSQL where it is on this machine, else PGlite.
   *
   * @default 'none', or 'any' when there are tables
   */
  database?: 'none' | 'any' | 'postgres' | 'pglite'
  /** SQL, as one would write it for a project: tables, `alter publication supabase_realtime add table …`, policies. */
  tables?: string
  /**
   * A real port, or nothing but function calls.
   *
   * @default 'port'
   */
  network?: 'port' | 'page'
}

export interface TestSupabase extends Pick<Backend, 'authority' | 'faults' | 'journal'> {
  readonly url: string
  readonly anonKey: string
  readonly backend: Backend
  /** The unmodified client. It ends with `stop`. */
  // oxlint-disable-next-line typescript/no-explicit-any -- as the client itself has it, where nobody gave a type
  createClient<Schemas = any>(options?: SupabaseClientOptions<'public'>): SupabaseClient<Schemas>
  /** As the owner; no policy holds. */
  sql(text: string, params?: readonly unknown[], claims?: Claims): Promise<Result>
  /** A token of a user; a lifetime is in seconds, and may be negative. */
  token(claims?: Partial<Claims>, lifetime?: number): Promise<string>
  stop(): Promise<void>
}

/** Everything for one test. */
export async function createTestSupabase(options: TestSupabaseOptions = {}): Promise<TestSupabase> {
  const { database: kind = options.tables ? 'any' : 'none', tables, network = 'port', ...rest } = options
  const database = await open(kind)
  if (tables) await database?.define(tables)
  const backend = createBackend({ ...rest, ...(database && { database }) })
  const { authority, faults, journal } = backend
  const clients = new Set<SupabaseClient>()
  let stopped: Promise<void> | undefined
  const page = network === 'page' ? createPageNetwork(backend) : null
  const server = page ? null : await startServer(backend)
  const url = page?.url ?? server!.url
  const transport = (page?.WebSocket ?? clientSocket) as WebSocketLikeConstructor

  return {
    url,
    anonKey: authority.anonKey,
    authority,
    faults,
    journal,
    backend,
    createClient<Schemas>(options: SupabaseClientOptions<'public'> = {}) {
      const client: SupabaseClient = createClient(url, authority.anonKey, {
        ...options,
        ...(page && { global: { fetch: page.fetch, ...options.global } }),
        realtime: { transport, ...options.realtime },
        ...(!options.accessToken && {
          auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false, ...options.auth },
        }),
      })
      clients.add(client)
      return client as unknown as SupabaseClient<Schemas>
    },
    sql: (text, params, claims) => {
      if (!database) throw new Error('This backend has no database')
      return database.query(text, params, claims)
    },
    token: (claims, lifetime) => authority.issue(claims, lifetime),
    stop: () => (stopped ??= stop()),
  }

  async function stop(): Promise<void> {
    for (const client of clients) {
      for (const channel of client.getChannels()) channel.teardown()
      void client.realtime.disconnect()
    }
    await server?.stop()
    await backend.close()
  }
}

async function open(kind: NonNullable<TestSupabaseOptions['database']>): Promise<Database | null> {
  if (kind === 'none') return null
  const isPostgres = kind === 'postgres' || (kind === 'any' && (await hasPostgres()))
  return isPostgres ? createPostgres() : createNextPglite()
}
