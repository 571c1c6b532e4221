import type { Network, NetworkSignal } from '../connection/network'

/** A page whose life is played by hand. */
export interface FakeNetwork extends Network {
  /** The browser reports something; `online` and `offline` also change what it believes. */
  signal(signal: NetworkSignal): void
  /** How many listen. */
  readonly listeners: number
}

/**
 * For tests of what happens when a page goes offline, is hidden, or comes back: hand it to a connection as `network`.
 *
 * @example
 * network.signal('offline')
 */
export function createFakeNetwork(): FakeNetwork {
  const listeners = new Set<(signal: NetworkSignal) => void>()
  let isOnline = true
  return {
    isOnline: () => isOnline,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    signal(signal) {
      if (signal === 'online' || signal === 'offline') isOnline = signal === 'online'
      for (const listener of listeners) listener(signal)
    },
    get listeners() {
      return listeners.size
    },
  }
}
