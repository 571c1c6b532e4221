/** Time and chance, handed in so that a test can own them. All durations are milliseconds. */
export interface Clock {
  /** Monotonic: for deadlines. Does not jump when the user sets the clock. */
  now(): number
  /** Wall time since 1970: for people, and to notice that the machine slept. */
  date(): number
  /** 0 to 1, as `Math.random`. */
  random(): number
  /**
   * Runs once after `delay`, unless the returned function is called first. It never runs when `delay` is `Infinity`. A
   * negative `delay` and NaN count as 0, as they do for `setTimeout`; more than 2^31 - 1 (24.8 days) counts as that much,
   * because a timer with a longer delay would run at once.
   */
  after(delay: number, run: () => void): () => void
  /** Runs once at the next frame, or soon where there are none: hidden pages, Node. */
  frame(run: () => void): void
}

/** Longest delay of a timer. https://html.spec.whatwg.org/multipage/timers-and-user-prompts.html takes 32 bits. */
const longestDelayMs = 2 ** 31 - 1
/** Hidden pages run no animation frames: there, React hears of a change after this long. */
const longestFrameMs = 50

/** The platform's own clock. Globals are looked up at every call, so fake timers work. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  random: () => Math.random(),
  after(delay, run) {
    if (delay === Infinity) return () => {}
    const timer = setTimeout(run, delay > 0 ? Math.min(delay, longestDelayMs) : 0)
    return () => clearTimeout(timer)
  },
  frame(run) {
    const cancelTimer = systemClock.after(longestFrameMs, once)
    const frame = globalThis.requestAnimationFrame?.(once)
    function once(): void {
      cancelTimer()
      globalThis.cancelAnimationFrame?.(frame)
      run()
    }
  },
}
