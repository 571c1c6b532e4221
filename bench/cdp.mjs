import { WebSocket } from 'ws'

const patience = 120_000

/**
 * A client for the Chrome DevTools Protocol, over one page. Deliberately bare: drivers such as Playwright enable the
 * Network domain, which has every WebSocket frame reported to them and flattens every ratio measured here.
 */
export async function connectToPage(endpoint, url) {
  const socket = new WebSocket(endpoint, { perMessageDeflate: false, maxPayload: 2 ** 30 })
  const waiting = new Map()
  const listeners = new Set()
  let lastId = 0
  let sessionId

  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString())
    if (message.id) waiting.get(message.id)?.(message)
    else for (const listener of listeners) listener(message)
  })

  /** Calls one method of the protocol. Throws what the browser reports. */
  function send(method, params = {}) {
    const id = ++lastId
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method} was not answered in ${patience} ms`)), patience)
      waiting.set(id, ({ result, error }) => {
        clearTimeout(timer)
        waiting.delete(id)
        if (error) reject(new Error(`${method}: ${error.message}`))
        else resolve(result)
      })
      socket.send(JSON.stringify({ id, method, params, sessionId }))
    })
  }

  /** Runs an expression in the page and gives its (awaited) value. */
  async function evaluate(expression) {
    const { result, exceptionDetails } = await send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }

  function once(method) {
    return new Promise((resolve) => {
      const listener = (message) => {
        if (message.method !== method) return
        listeners.delete(listener)
        resolve(message.params)
      }
      listeners.add(listener)
    })
  }

  const { targetId } = await send('Target.createTarget', { url: 'about:blank' })
  const session = await send('Target.attachToTarget', { targetId, flatten: true })
  sessionId = session.sessionId
  await send('Page.enable')
  const loaded = once('Page.loadEventFired')
  await send('Page.navigate', { url })
  await loaded

  return {
    send,
    evaluate,
    async close() {
      await send('Page.close').catch(() => {})
      socket.close()
    },
  }
}
