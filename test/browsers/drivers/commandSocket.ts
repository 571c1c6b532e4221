import { once } from 'node:events'
import { WebSocket } from 'ws'

/** A connection to a browser that answers commands: the protocols of Firefox and of Chromium number them alike. */
export interface CommandSocket {
  /** Sends one command. Throws what the browser reports. `session` says to which tab it goes, where the protocol has that. */
  send<Result>(method: string, params?: object, session?: string): Promise<Result>
  /** Calls `listener` for every event. */
  onEvent(listener: (event: BrowserEvent) => void): void
  close(): void
}

export interface BrowserEvent {
  readonly method: string
  readonly params: Record<string, unknown>
  readonly sessionId?: string
}

interface Answer {
  readonly id: number
  readonly result?: unknown
  /** A text and its `message` beside it (WebDriver BiDi), or an object with a message (DevTools Protocol). */
  readonly error?: string | { readonly message: string }
  readonly message?: string
}

export async function openCommandSocket(url: string): Promise<CommandSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const waiting = new Map<number, (answer: Answer) => void>()
  const listeners = new Set<(event: BrowserEvent) => void>()
  let lastId = 0

  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Answer | BrowserEvent
    if (!('id' in message)) {
      for (const listener of listeners) listener(message)
      return
    }
    waiting.get(message.id)?.(message)
    waiting.delete(message.id)
  })
  socket.on('close', () => {
    for (const [id, answer] of waiting) answer({ id, error: 'the browser ended' })
  })
  await once(socket, 'open')

  return {
    send<Result>(method: string, params: object = {}, sessionId?: string) {
      lastId += 1
      const id = lastId
      return new Promise<Result>((resolve, reject) => {
        waiting.set(id, ({ result, error, message }) => {
          if (error === undefined) return resolve(result as Result)
          reject(new Error(`${method}: ${typeof error === 'string' ? `${error} ${message ?? ''}` : error.message}`))
        })
        socket.send(JSON.stringify({ id, method, params, sessionId }))
      })
    },
    onEvent: (listener) => void listeners.add(listener),
    close: () => socket.close(),
  }
}
