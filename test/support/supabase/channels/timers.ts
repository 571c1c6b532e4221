/** Timers that go with what they belong to. */
export interface Timers {
  after(duration: number, act: () => void): void
  clear(): void
}

/** Longer ones would fire at once. */
const longest = 2 ** 31 - 1

export function createTimers(): Timers {
  const timers = new Set<ReturnType<typeof setTimeout>>()
  return {
    after(duration, act) {
      if (duration > longest) return
      const timer = setTimeout(() => {
        timers.delete(timer)
        act()
      }, duration)
      timers.add(timer)
    },
    clear() {
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}
