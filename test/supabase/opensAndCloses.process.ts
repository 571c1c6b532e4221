import { createClient, type WebSocketLikeConstructor } from '@supabase/supabase-js'
import { supabaseChannel } from 'wirehooks/supabase'
import { createConnection } from 'wirehooks/vanilla'
import { WebSocket } from 'ws'

// A program that uses a channel once, and then has nothing more to do.
const [, , url = '', key = ''] = process.argv
const client = createClient(url, key, {
  auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  // By default the client keeps its socket for another 50 s.
  realtime: { transport: WebSocket as unknown as WebSocketLikeConstructor, disconnectOnEmptyChannelsAfterMs: 0 },
})
const connection = createConnection(supabaseChannel(client, 'room', { broadcast: { ack: true }, presence: {} }))
const statuses: string[] = []
connection.store.subscribe(({ status }) => {
  if (status !== statuses.at(-1)) statuses.push(status)
})
connection.open()
void connection.emit('presence', { turn: 1 })
void connection.emit('presence', { turn: 2 })
await connection.emit('said', 1)
connection.close()
console.log(statuses.join(' '))
