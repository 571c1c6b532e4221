import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Starts server.mjs in its own process. What `watch` begins to measure, `cost` tells. */
export async function startCrowdServer({ of, redis, members = 0 }) {
  const args = ['--of', of, '--members', String(members), ...(redis ? ['--redis', redis] : [])]
  const child = fork(here('server.mjs'), args, { execArgv: ['--import', here('../../scripts/fromSource.mjs')] })
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`The server of the crowd left with code ${code}`)
  })
  failed.catch(() => {})

  async function answer() {
    const [message] = await Promise.race([once(child, 'message'), failed])
    return message
  }

  const port = await answer()

  return {
    port,
    address: `ws://127.0.0.1:${port}`,
    watch: () => child.send('watch'),
    cost() {
      child.send('cost')
      return answer()
    },
    async stop() {
      child.kill()
      await once(child, 'exit')
    },
  }
}
