import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'
import { WebSocketServer } from 'ws'
import { onUpgrade } from './onUpgrade.mjs'

const standIn = fileURLToPath(new URL('../../../test/support/supabase/backend.ts', import.meta.url))

/** What a Supabase project does for this page, without a database: a stand-in for trying it out, and for tests. */
export async function overSupabase(http, { path }) {
  const { module } = await runnerImport(standIn, { configFile: false, logLevel: 'warn' })
  const backend = module.createBackend()
  const server = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 })

  onUpgrade(http, path, ({ request, tcp, head, rest }) => {
    if (backend.handshake(rest) !== 101) return tcp.destroy()
    server.handleUpgrade(request, tcp, head, (socket) => backend.accept(wrap(socket), rest))
  })

  return { close: () => backend.close() }
}

function wrap(socket) {
  const wrapped = {
    send: (data) => socket.send(data),
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
  }
  socket.on('message', (data, isBinary) => wrapped.onmessage(isBinary ? Uint8Array.from(data) : data.toString()))
  socket.on('close', () => wrapped.onclose())
  socket.on('error', () => {}) // `close` follows
  return wrapped
}
