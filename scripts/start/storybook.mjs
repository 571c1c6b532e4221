import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The process, and its url once it answers. */
export async function startStorybook(wanted) {
  const port = await freePort(wanted)
  const url = `http://127.0.0.1:${port}/`
  const args = ['dev', '--ci', '--quiet', '--exact-port', '--host', '127.0.0.1', '--port', String(port)]
  const child = spawn('storybook', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  await Promise.race([
    answers(url),
    once(child, 'exit').then(() => Promise.reject(new Error('Storybook did not start.'))),
  ])
  return { url, child }
}

/** Storybook asks on the terminal when its port is taken. */
async function freePort(wanted) {
  const server = createServer().listen(wanted, '127.0.0.1')
  try {
    await once(server, 'listening')
    return server.address().port
  } catch {
    return freePort(wanted + 1)
  } finally {
    server.close()
  }
}

async function answers(url) {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok) return
    await delay(100)
  }
}
