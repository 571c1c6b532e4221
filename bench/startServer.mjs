import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Starts server.mjs in its own process. `tell('burst', { path, count })` resolves when it has done so. */
export async function startServer() {
  const child = fork(fileURLToPath(new URL('server.mjs', import.meta.url)))
  const waiting = new Map()
  let lastId = 0
  child.on('message', ({ id, result }) => {
    waiting.get(id)(result)
    waiting.delete(id)
  })
  child.on('exit', (code) => {
    if (code) throw new Error(`The server of the benchmark left with code ${code}`)
  })

  function tell(command, options) {
    const id = ++lastId
    child.send({ id, command, ...options })
    return new Promise((resolve) => waiting.set(id, resolve))
  }

  return { tell, address: `ws://127.0.0.1:${await tell('port')}`, close: () => child.disconnect() }
}
