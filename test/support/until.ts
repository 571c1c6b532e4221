/** Whatever can tell that it changed: a store, a test server, a proxy. */
export interface Observable {
  subscribe(listener: () => void): () => void
}

export interface Signal extends Observable {
  notify(): void
}

export function createSignal(): Signal {
  const listeners = new Set<() => void>()
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    notify() {
      for (const listener of [...listeners]) listener()
    },
  }
}

type Falsy = undefined | null | false | 0 | ''

/** Resolves with what `read` gives once that is truthy, looking again at every change; rejects after `within` ms. */
export function until<T>(subject: Observable, read: () => T | Falsy, within = 10_000): Promise<Exclude<T, Falsy>> {
  return new Promise((resolve, reject) => {
    let unsubscribe = (): void => {}
    const timer = setTimeout(() => {
      unsubscribe()
      reject(new Error(`Not within ${within} ms: ${String(read)}`))
    }, within)

    function look(): boolean {
      const value = read()
      if (!value) return false
      clearTimeout(timer)
      unsubscribe()
      resolve(value as Exclude<T, Falsy>)
      return true
    }

    if (!look()) unsubscribe = subject.subscribe(look)
  })
}
