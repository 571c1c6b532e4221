// Runs the chat of examples/websocket-chat: its server, and the page that Vite serves. PORT is the page's (5173, or the
// next that is free).
//
// The chat server is a process of its own and comes back when it dies: kill it, and watch the page bridge the gap.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const { env } = process
const example = fileURLToPath(new URL('../examples/websocket-chat', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'wirehooks-chat-'))

let stopping
let chat
let page
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop(0))

try {
  env.VITE_CHAT_URL = await startChat(0)
  page = await startPage()
  console.log(`\n  The chat runs: ${page.resolvedUrls.local[0]}   Open it in two windows. Ctrl-C stops it.\n`)
} catch (error) {
  console.error(error.message)
  await stop(1)
}

/** Its url. Once it has run, it is started again whenever it dies. */
async function startChat(port) {
  chat = spawn(process.execPath, [join(example, 'server.mjs')], {
    env: { ...env, PORT: String(port), LOG: join(folder, 'chat.jsonl') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await Promise.race([once(createInterface(chat.stdout), 'line'), once(chat, 'exit').then(() => [])])
  if (!line) throw new Error('The chat server did not start: see above.')
  const url = line.slice(line.indexOf('ws://'))
  chat.once('exit', async (code, signal) => {
    if (stopping) return
    console.log(`  The chat server ended (${signal ?? code}). It starts again in 2 s.`)
    await delay(2000)
    if (!stopping) startChat(new URL(url).port).catch((error) => console.error(error.message))
  })
  return url
}

async function startPage() {
  const port = Number(env.PORT ?? 5173)
  const server = await createServer({
    configFile: join(example, 'vite.config.ts'),
    clearScreen: false,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port, strictPort: env.PORT !== undefined },
  })
  // Vite would end the process by itself, and the chat server might outlive it.
  process.off('SIGTERM', process.listeners('SIGTERM').at(-1))
  process.stdin.removeAllListeners('end')
  return server.listen()
}

/** A Ctrl-C comes twice: from the terminal and from whoever started us. */
async function stop(code) {
  if (stopping) return
  stopping = true
  if (chat && chat.exitCode === null && chat.signalCode === null) {
    chat.kill()
    await once(chat, 'exit')
  }
  await page?.close()
  rmSync(folder, { recursive: true, force: true })
  process.exit(code)
}
