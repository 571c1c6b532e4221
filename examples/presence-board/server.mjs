// The other end of the board, three times: node server.mjs
//
// A WebSocket at /ws, Socket.IO where it always is, and a stand-in for a Supabase project at /supabase. PORT (8791; 0 for
// any that is free) may be set. With REDIS_URL, all processes that have the same one are one board. With SUPABASE_URL
// and SUPABASE_ANON_KEY the page uses that project, and no stand-in is started.

import { createServer } from 'node:http'
import { connectRedis } from './server/redis.mjs'
import { overSocketIO } from './server/socketIO.mjs'
import { overSupabase } from './server/supabase.mjs'
import { overWebSocket } from './server/webSocket.mjs'

const { PORT = '8791', REDIS_URL, SUPABASE_URL } = process.env

const redis = REDIS_URL ? await connectRedis(REDIS_URL) : null
const http = createServer((_, response) => response.writeHead(404).end())
const ends = [
  overWebSocket(http, { path: '/ws', redis }),
  overSocketIO(http, { redis }),
  SUPABASE_URL ? null : await overSupabase(http, { path: '/supabase' }),
]

http.listen(Number(PORT), '127.0.0.1', () => console.log(`presence server: http://127.0.0.1:${http.address().port}`))
http.on('error', (error) => {
  console.error(`presence server: ${error.message}`)
  process.exit(1)
})

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)

async function stop() {
  // From the terminal and from whoever started us.
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(0), 1000)
  await Promise.all(ends.map((end) => end?.close()))
  // After those who still say goodbye.
  await redis?.close()
  process.exit(0)
}
