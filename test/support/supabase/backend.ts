import { type Authority, type AuthorityOptions, createAuthority } from './authority'
import { createFeed } from './changes/feed'
import type { Channel } from './channels/channel'
import { createHub } from './channels/hub'
import { createRosters } from './channels/presence'
import type { RateLimit } from './channels/rateWindow'
import { openSession, type ServerSocket, type Session } from './channels/session'
import type { Authorize, Context } from './context'
import type { Database } from './database/database'
import { createFaults, type Faults } from './faults'
import { httpBroadcast } from './http/httpBroadcast'
import { json, withCors } from './http/respond'
import { createJournal, type Journal } from './journal'
import { answerProblem } from './rest/problem'
import { rest } from './rest/rest'
import type { Claims } from './token'

// A server that speaks as Supabase Realtime and PostgREST do, for tests, stories and the example. It is development
// code and in no door of the package. What runs against it is the unmodified client against a protocol-compatible
// server over real Postgres; that is not "tested against Supabase".
//
// Where it is not as the service: changes come from triggers and not from the write-ahead log; there is no replay,
// `persist`, `replication_ready`, `wait` or `select` of columns in `postgres_changes`, and its filters are
// one condition of eq, neq, lt, lte, gt, gte, in; a refused subscription is not tried again; no limits but that of
// presence; private topics are authorized by a function. REST knows one table at a time, and what was written stays
// written when `single()` then finds not one row.

export interface BackendOptions extends AuthorityOptions {
  /** Rows and their changes. Without one there are broadcast and presence only. */
  database?: Database
  /**
   * Who may do what in a private topic.
   *
   * @default whoever has a token
   */
  authorize?: Authorize
  /**
   * How many presence calls a channel takes; one more closes it. `null` lifts the limit.
   *
   * @default { calls: 5, window: 30_000 }
   */
  presenceLimit?: RateLimit | null
  /**
   * How long `Subscribed to PostgreSQL` follows a join, in milliseconds. The service takes up to 3 s.
   *
   * @default 0
   */
  systemOkDelay?: number
  /**
   * How long the answer to a refused join takes, in milliseconds. The service takes 5 s.
   *
   * @default 0
   */
  joinErrorDelay?: number
  /**
   * How many rows a query gets at most, whatever it asks for.
   *
   * @default 1000
   */
  maxRows?: number
}

/** No socket and no port of its own: give it those that come. */
export interface Backend {
  readonly authority: Authority
  readonly faults: Faults
  /** Every join, leave and message. */
  readonly journal: Journal
  /** Answers REST and HTTP broadcasts. */
  fetch(request: Request): Promise<Response>
  /** 101 when a socket with this address may be opened, or the status that refuses it. */
  handshake(url: string): 101 | 401 | 404
  /** Takes over a socket that was opened with this address, which `handshake` has let in. */
  accept(socket: ServerSocket, url: string): void
  /** Nothing of it runs afterwards; the database is closed too. */
  close(): Promise<void>
}

export function createBackend(options: BackendOptions = {}): Backend {
  const { database, systemOkDelay = 0, joinErrorDelay = 0, maxRows = 1000 } = options
  const { presenceLimit = { calls: 5, window: 30_000 } } = options
  const authority = createAuthority(options)
  const journal = createJournal()
  const sessions = new Set<Session>()
  const faults = createFaults(sessions, authority, { systemOkDelay })
  const feed = database ? createFeed(database, (error) => journal.write({ what: 'error', payload: error })) : null
  const context: Context = {
    authority,
    authorize: options.authorize ?? ((_topic, { role }) => role !== 'anon'),
    feed,
    hub: createHub<Channel>(),
    rosters: createRosters<Channel>(),
    journal,
    faults,
    options: { presenceLimit, joinErrorDelay },
  }

  async function answer(request: Request): Promise<Response> {
    if (request.method === 'OPTIONS') return new Response(null, { status: 204 })
    const { pathname, searchParams } = new URL(request.url)
    const { headers } = request
    journal.write({ what: 'request', event: `${request.method} ${pathname}` })
    const key = authority.roleOfKey(headers.get('apikey') ?? searchParams.get('apikey'))
    if (!key) return json(401, { message: 'Invalid API key' })
    let claims: Claims | null = null
    try {
      claims = await authority.identify(/^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1], key)
      if (pathname.startsWith('/realtime/v1/api/broadcast')) return await httpBroadcast(context, request, claims)
      if (pathname.startsWith('/rest/v1/') && database) return await rest(database, request, claims, maxRows)
    } catch (error) {
      return answerProblem(error, claims)
    }
    return json(404, { message: `Nothing answers ${pathname}` })
  }

  return {
    authority,
    faults,
    journal,
    async fetch(request) {
      return withCors(request, await answer(request))
    },
    handshake(url) {
      // A stranger may ask for `//`, which is no URL.
      const asked = URL.parse(url, 'ws://backend')
      if (asked?.pathname !== '/realtime/v1/websocket') return 404
      return authority.roleOfKey(asked.searchParams.get('apikey')) ? 101 : 401
    },
    accept(socket, url) {
      const { searchParams } = new URL(url, 'ws://backend')
      const session = openSession(context, socket, {
        version: searchParams.get('vsn') === '2.0.0' ? '2.0.0' : '1.0.0',
        key: authority.roleOfKey(searchParams.get('apikey')) ?? { role: 'anon' },
        onEnd: (ended) => sessions.delete(ended),
      })
      sessions.add(session)
      faults.greet(session)
    },
    async close() {
      for (const session of [...sessions]) session.close()
      await feed?.close()
      await database?.close()
    },
  }
}
