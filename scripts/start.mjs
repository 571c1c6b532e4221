// Runs the examples, or those named: npm start -- websocket-chat
//
// Each is a server of its own (`server.mjs` in its folder, which prints its url) and a page that Vite serves. PORT is
// the first page's (5173, or the next that is free). A server that dies comes back: kill it, and watch the page bridge
// the gap.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'

const { env } = process
const examples = fileURLToPath(new URL('../examples', import.meta.url))
const fromSource = new URL('fromSource.mjs', import.meta.url).href
const logs = mkdtempSync(join(tmpdir(), 'wirehooks-examples-'))
const servers = new Map()
const pages = []

let stopping
const leave = () => stop(0)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, leave)

try {
  const all = readdirSync(examples).filter((name) => existsSync(join(examples, name, 'server.mjs')))
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((name) => !all.includes(name))
  if (unknown.length > 0) throw new Error(`No such example: ${unknown.join(', ')}. There are: ${all.join(', ')}.`)

  let port = Number(env.PORT ?? 5173)
  for (const name of wanted.length > 0 ? wanted : all.toReversed()) {
    const page = await startPage(name, await startServer(name, 0), port)
    const [address] = page.resolvedUrls.local
    port &&= Number(new URL(address).port) + 1
    console.log(`  ${name.padEnd(20)} ${address}`)
  }
  console.log('\n  Open each in two windows. Ctrl-C stops them.\n')
} catch (error) {
  console.error(error.message)
  await stop(1)
}

/** Its url. Once it has run, it is started again whenever it dies. */
async function startServer(name, port) {
  const server = spawn(process.execPath, ['--import', fromSource, join(examples, name, 'server.mjs')], {
    env: { ...env, PORT: String(port), LOG: join(logs, `${name}.jsonl`) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  servers.set(name, server)
  const [line] = await Promise.race([once(createInterface(server.stdout), 'line'), once(server, 'exit').then(() => [])])
  const [url] = /\b(ws|http)s?:\S+/.exec(line ?? '') ?? []
  if (!url) throw new Error(`The server of ${name} did not start: see above.`)
  server.once('exit', async (code, signal) => {
    if (stopping) return
    console.log(`  The server of ${name} ended (${signal ?? code}). It starts again in 2 s.`)
    await delay(2000)
    if (!stopping) startServer(name, new URL(url).port).catch((error) => console.error(error.message))
  })
  return url
}

async function startPage(name, url, port) {
  // What the page sees of the environment is read here.
  env.VITE_SERVER_URL = url
  const page = await createServer({
    configFile: join(examples, name, 'vite.config.ts'),
    cacheDir: fileURLToPath(new URL(`../node_modules/.vite/${name}`, import.meta.url)),
    clearScreen: false,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port, strictPort: env.PORT !== undefined },
  })
  pages.push(page)
  // Vite would end the process by itself, and the servers might outlive it.
  for (const listener of process.listeners('SIGTERM')) if (listener !== leave) process.off('SIGTERM', listener)
  process.stdin.removeAllListeners('end')
  return page.listen()
}

/** A Ctrl-C comes twice: from the terminal and from whoever started us. */
async function stop(code) {
  if (stopping) return
  stopping = true
  await Promise.all([...servers.values()].map(end))
  await Promise.all(pages.map((page) => page.close()))
  rmSync(logs, { recursive: true, force: true })
  process.exit(code)
}

async function end(server) {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill()
  await once(server, 'exit')
}
