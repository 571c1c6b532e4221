/** Timers that end together. */
export interface Timers {
  after(milliseconds: number, run: () => void): void
  every(milliseconds: number, run: () => void): void
  stop(): void
}

export function createTimers(): Timers {
  const timers = new Set<ReturnType<typeof setTimeout>>()
  return {
    after(milliseconds, run) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        run()
      }, milliseconds)
      timers.add(timer)
    },
    every: (milliseconds, run) => void timers.add(setInterval(run, milliseconds)),
    stop() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
