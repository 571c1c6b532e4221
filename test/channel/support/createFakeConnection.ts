import { type ConnectionState, initialState } from '../../../src/connection/connectionState'
import { createGuardedStore } from '../../../src/connection/guardedStore'
import { createListeners } from '../../../src/connection/listeners'
import type { Delivery, Outcome } from '../../../src/transport/delivery'

interface Sent {
  readonly event: string
  readonly data: unknown
}

interface Waiting extends Sent {
  settle(delivery: Delivery): void
}

/** The part of a connection that rooms and presence need, driven by hand: it sends, waits and tells in the same order. */
export function createFakeConnection() {
  const errors: unknown[] = []
  const failed = (cause: unknown): unknown => errors.push(cause)
  const store = createGuardedStore<ConnectionState>(initialState, failed)
  const listeners = createListeners(failed)
  const sent: Sent[] = []
  const waiting: Waiting[] = []
  const handlers = new Map<string, (data: unknown) => void>()
  const outcomes: Outcome[] = []
  let isFull = false
  let onOpen = (): void => {}

  // The first of all listeners, as in the core: what `onOpen` sends goes ahead of everything else.
  store.subscribe(({ status }, before) => {
    if (status === 'open' && before.status !== 'open') onOpen()
  })

  const isOpen = (): boolean => store.getState().status === 'open'

  function send(message: Sent): Delivery {
    const outcome = outcomes.shift() ?? 'sent'
    if (outcome === 'sent' || outcome === 'acked' || outcome === 'duplicate') {
      sent.push(message)
      handlers.get(message.event)?.(message.data)
    }
    return { outcome }
  }

  function sendWaiting(): void {
    while (isOpen() && !isFull) {
      const next = waiting.shift()
      if (!next) return
      next.settle(send(next))
    }
  }

  function emit(event: string, data?: unknown, options: { signal?: AbortSignal } = {}): Promise<Delivery> {
    if (isOpen() && !isFull) return Promise.resolve(send({ event, data }))
    return new Promise((settle) => {
      const message = { event, data, settle }
      waiting.push(message)
      options.signal?.addEventListener('abort', () => {
        if (waiting.includes(message)) waiting.splice(waiting.indexOf(message), 1)
        settle({ outcome: 'aborted' })
      })
    })
  }

  let openings = 0

  return {
    name: 'fake',
    store,
    emit,
    on: (event: string, listener: (data: never) => void) => listeners.on(event, ({ data }) => listener(data as never)),
    /** Everything that went out, oldest first. */
    sent,
    /** What waits to go out. */
    waiting,
    /** What listeners threw. */
    errors,
    /** What becomes of the next messages, one after the other; then they are sent. */
    outcomes,
    /** Calls a callback of a user's at every opening. */
    set onOpen(callback: () => void) {
      onOpen = callback
    },
    /** The server does this about an event, before `emit` returns. */
    answer: (event: string, handler: (data: never) => void) => handlers.set(event, handler as never),
    open(patch: Partial<ConnectionState> = {}) {
      openings += 1
      store.setState({ openedAt: openings, ...patch, status: 'open' })
      sendWaiting()
    },
    /** The link breaks; another one is dialled. */
    drop: () => store.setState({ status: 'reconnecting' }),
    close: () => store.setState({ status: 'closed' }),
    /** The link takes no more, or takes messages again. */
    setFull(full: boolean) {
      isFull = full
      sendWaiting()
    },
    hear: (event: string, data: unknown) => listeners.dispatch({ event, data }),
  }
}
