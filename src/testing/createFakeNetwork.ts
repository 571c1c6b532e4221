import type { Network, NetworkSignal } from '../connection/network'

/** A page, or an application, whose life is played by hand. */
export interface FakeNetwork extends Network {
  isFrozen(): boolean
  /**
   * The platform reports something. `online` and `offline` also change what it believes, `freeze` and `resume` whether the application is
   * frozen.
   */
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
  let isFrozen = false
  return {
    isOnline: () => isOnline,
    isFrozen: () => isFrozen,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    signal(signal) {
      if (signal === 'online' || signal === 'offline') isOnline = signal === 'online'
      if (signal === 'freeze' || signal === 'resume') isFrozen = signal === 'freeze'
      for (const listener of listeners) listener(signal)
    },
    get listeners() {
      return listeners.size
    },
  }
}
