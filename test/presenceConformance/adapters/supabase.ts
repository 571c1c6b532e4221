import { createClient, type SupabaseClient, type WebSocketLikeConstructor } from '@supabase/supabase-js'
import { WebSocket } from 'ws'
import { supabaseChannel, supabasePresence } from 'wirehooks/supabase'
import { createTestSupabase } from '../../support/supabase/createTestSupabase'
import type { Entry } from '../../support/supabase/journal'
import { isPacked } from '../../support/supabase/wire/broadcast'
import type { Adapter, Word } from '../support/adapter'

const words = new Map<string, Word>([
  ['presence:ask', 'enter'],
  ['presence:set', 'set'],
  ['presence:left', 'leave'],
])

const clients = new Map<string, SupabaseClient>()

/** One for each url, as an application has one client. */
function clientOf(url: string): SupabaseClient {
  const client =
    clients.get(url) ??
    createClient(url, 'sb_publishable_local', {
      auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false, storageKey: url },
      realtime: {
        transport: WebSocket as unknown as WebSocketLikeConstructor,
        // By default it keeps its socket for another 50 s.
        disconnectOnEmptyChannelsAfterMs: 20,
        reconnectAfterMs: () => 50,
      },
    })
  clients.set(url, client)
  return client
}

/** What the journal says of broadcasts; those of whoever only looks on are the same. */
function wordOf({ what, payload }: Entry): Word | undefined {
  return what === 'receive' && isPacked(payload) ? words.get(payload.event) : undefined
}

export const supabase: Adapter = {
  name: 'supabase',
  backend: supabasePresence,
  hasServer: false,
  canCrash: false,
  transport: (url, channel) => supabaseChannel(clientOf(url), channel, { presence: {} }),

  say(connection, { version, key, state }) {
    const now = Date.now()
    const member = { id: 'one and the same', version, key, state, since: now, at: now }
    void connection.emit('presence', member)
    void connection.emit('presence:set', member)
  },

  async serve() {
    const { url, journal, stop } = await createTestSupabase()
    return {
      ports: [Number(new URL(url).port)],
      get heard() {
        return journal.entries.flatMap((entry) => wordOf(entry) ?? [])
      },
      who: nobodyKnows,
      crash: nobodyKnows,
      stop,
    }
  },
}

function nobodyKnows(): never {
  throw new Error('It is no server of ours')
}
