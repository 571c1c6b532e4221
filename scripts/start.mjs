// Runs Storybook and the examples, or those named: npm start -- websocket-chat
//
// Each example is a server of its own (`server.mjs` in its folder, which prints its url) and a page that Vite serves. PORT
// is the first page's (5173, or the next that is free): the one that leads to all the others. A server that dies comes back:
// kill it, and watch the page bridge the gap.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import { aboutOf } from './start/about.mjs'
import { createIndexPage } from './start/indexPage.mjs'
import { startStorybook } from './start/storybook.mjs'

const { env } = process
const examples = fileURLToPath(new URL('../examples', import.meta.url))
const fromSource = new URL('fromSource.mjs', import.meta.url).href
const logs = mkdtempSync(join(tmpdir(), 'wirehooks-examples-'))
const strictPort = env.PORT !== undefined
const children = new Map()
const vites = []
const links = []
let port = Number(env.PORT ?? 5173)

let stopping
const leave = () => stop(0)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, leave)

try {
  const all = readdirSync(examples).filter((name) => existsSync(join(examples, name, 'server.mjs')))
  const wanted = process.argv.slice(2)
  const unknown = wanted.filter((name) => name !== 'storybook' && !all.includes(name))
  if (unknown.length > 0) throw new Error(`No such example: ${unknown.join(', ')}. There are: ${all.join(', ')}.`)

  const isAll = wanted.length === 0
  if (isAll)
    await serve(
      'wirehooks',
      createIndexPage(() => links),
    )
  if (isAll || wanted.includes('storybook')) await serveStorybook()
  for (const name of all) if (isAll || wanted.includes(name)) await serveExample(name)
  console.log(`\n  ${isAll ? 'The first leads to all of them.' : 'Open each in two windows.'} Ctrl-C stops them.\n`)
  if (isAll && process.stdout.isTTY) vites[0].openBrowser()
} catch (error) {
  console.error(error.message)
  await stop(1)
}

async function serveStorybook() {
  const { url, child } = await startStorybook(port && port + 1000)
  children.set('storybook', child)
  const about = 'Every hook and reader with its documentation, three labs, and a network that you can break.'
  links.push({ title: 'Storybook', about, url: tell('storybook', url) })
}

async function serveExample(name) {
  // What the page sees of the environment is read as it starts.
  env.VITE_SERVER_URL = await startServer(name, 0)
  const url = await serve(name, { configFile: join(examples, name, 'vite.config.ts') })
  links.push({ ...aboutOf(join(examples, name, 'README.md')), url })
}

/** Its url. Once it has run, it is started again whenever it dies. */
async function startServer(name, at) {
  const server = spawn(process.execPath, ['--import', fromSource, join(examples, name, 'server.mjs')], {
    env: { ...env, PORT: String(at), LOG: join(logs, `${name}.jsonl`) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.set(name, server)
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

/** The url of a page that Vite serves at the next port. */
async function serve(name, config) {
  const server = await createServer({
    ...config,
    cacheDir: fileURLToPath(new URL(`../node_modules/.vite/${name}`, import.meta.url)),
    clearScreen: false,
    logLevel: 'warn',
    server: { host: '127.0.0.1', port, strictPort },
  })
  vites.push(server)
  // Vite would end the process by itself, and the servers might outlive it.
  for (const listener of process.listeners('SIGTERM')) if (listener !== leave) process.off('SIGTERM', listener)
  process.stdin.removeAllListeners('end')
  await server.listen()
  const [url] = server.resolvedUrls.local
  port &&= Number(new URL(url).port) + 1
  return tell(name, url)
}

function tell(name, url) {
  console.log(`  ${name.padEnd(20)} ${url}`)
  return url
}

/** A Ctrl-C comes twice: from the terminal and from whoever started us. */
async function stop(code) {
  if (stopping) return
  stopping = true
  await Promise.all([...children.values()].map(end))
  await Promise.all(vites.map((server) => server.close()))
  rmSync(logs, { recursive: true, force: true })
  process.exit(code)
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill()
  await once(child, 'exit')
}
