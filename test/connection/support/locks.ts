/** The part of `navigator.locks` that an outbox needs: https://www.w3.org/TR/web-locks/ */
export interface FakeLocks {
  request<T>(name: string, options: LockOptions, run: (lock: { name: string } | null) => Promise<T>): Promise<T>
  /** The names of the locks that are held. */
  readonly held: readonly string[]
}

export function createFakeLocks(): FakeLocks {
  const waiting = new Map<string, (() => void)[]>()

  async function hold<T>(name: string, run: (lock: { name: string }) => Promise<T>): Promise<T> {
    if (!waiting.has(name)) waiting.set(name, [])
    try {
      return await run({ name })
    } finally {
      const next = waiting.get(name)?.shift()
      if (next) next()
      else waiting.delete(name)
    }
  }

  return {
    async request(name, { ifAvailable, signal }, run) {
      signal?.throwIfAborted()
      await Promise.resolve()
      const queue = waiting.get(name)
      if (!queue) return hold(name, run)
      if (ifAvailable) return run(null)
      await new Promise<void>((resolve, reject) => {
        queue.push(resolve)
        signal?.addEventListener('abort', () => {
          const index = queue.indexOf(resolve)
          if (index >= 0) queue.splice(index, 1)
          reject(signal.reason as Error)
        })
      })
      return hold(name, run)
    },
    get held() {
      return [...waiting.keys()]
    },
  }
}
