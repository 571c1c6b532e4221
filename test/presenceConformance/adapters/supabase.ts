import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { supabaseChannel, supabasePresence } from 'wirehooks/supabase'
import { clientSocket } from '../../support/supabase/clientSocket'
import { clientTraits } from '../../support/supabase/clientTraits'
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
const key = 'sb_publishable_local'

/** One for each url, as an application has one client. */
function clientOf(url: string): SupabaseClient {
  const client =
    clients.get(url) ??
    createClient(url, key, {
      // Without users of its own a client says nothing when there are several.
      accessToken: () => Promise.resolve(key),
      realtime: {
        transport: clientSocket,
        // By default it keeps its socket for another 50 s.
        disconnectOnEmptyChannelsAfterMs: 20,
        reconnectAfterMs: () => clientTraits.reconnectAfterMs,
      },
    })
  clients.set(url, client)
  return client
}

/** What the journal says of broadcasts; those of whoever only looks on are the same. */
function wordOf({ what, payload }: Entry): Word | undefined {
  if (what !== 'receive') return undefined
  // An older client sends broadcasts as JSON.
  const { event } = isPacked(payload) ? payload : (Object(payload) as { event?: unknown })
  return words.get(String(event))
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
