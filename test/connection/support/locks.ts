/** The part of `navigator.locks` that an outbox needs: https://www.w3.org/TR/web-locks/ */
export interface FakeLocks extends Pick<LockManager, 'request'> {
  /** The names of the locks that are held. */
  readonly held: readonly string[]
  /** The same locks, as one page has them. */
  forPage(): PageLocks
  /** Takes a lock away from whoever holds it, as `steal` does. */
  steal(name: string): void
  /** From now on requests are not answered. */
  hang(): void
  /** From now on requests are refused with this error. */
  refuse(error: Error): void
}

export interface PageLocks extends Pick<LockManager, 'request'> {
  /** Its locks go to those who wait; its requests are forgotten. */
  die(): void
}

interface Request {
  readonly name: string
  readonly page: object
  grant(): void
  reject(cause: unknown): void
}

export function createFakeLocks(): FakeLocks {
  const holders = new Map<string, Request>()
  let queue: Request[] = []
  let answer: 'as usual' | 'never' | Error = 'as usual'

  function release(request: Request): void {
    if (holders.get(request.name) !== request) return
    holders.delete(request.name)
    const next = queue.find(({ name }) => name === request.name)
    if (!next) return
    queue = queue.filter((other) => other !== next)
    next.grant()
  }

  function forPage(): PageLocks {
    const page = {}

    function request(name: string, options: LockOptions, run: (lock: Lock | null) => unknown): Promise<unknown> {
      return new Promise((resolve, reject) => {
        const { ifAvailable = false, signal } = options
        const mine: Request = { name, page, grant, reject }

        function grant(): void {
          holders.set(name, mine)
          void Promise.resolve()
            .then(() => run({ name, mode: 'exclusive' }))
            .then(resolve, reject)
            .then(() => release(mine))
        }

        function ask(): void {
          if (answer === 'never') return
          if (answer !== 'as usual') return reject(answer)
          if (signal?.aborted) return reject(signal.reason)
          if (!holders.has(name)) return grant()
          if (ifAvailable) return resolve(run(null))
          queue.push(mine)
        }

        signal?.addEventListener('abort', () => {
          if (!queue.includes(mine)) return
          queue = queue.filter((other) => other !== mine)
          reject(signal.reason)
        })
        void Promise.resolve().then(ask)
      })
    }

    return {
      request: request as LockManager['request'],
      die() {
        queue = queue.filter((other) => other.page !== page)
        for (const holder of [...holders.values()]) if (holder.page === page) release(holder)
      },
    }
  }

  return {
    ...forPage(),
    forPage,
    get held() {
      return [...holders.keys()]
    },
    steal(name) {
      const holder = holders.get(name)
      if (!holder) throw new Error(`Nobody holds ${name}`)
      holders.set(name, { ...holder, page: {} })
      holder.reject(new DOMException('The lock was stolen', 'AbortError'))
    },
    hang() {
      answer = 'never'
    },
    refuse(error) {
      answer = error
    },
  }
}
