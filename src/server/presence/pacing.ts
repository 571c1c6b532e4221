/** When rounds of work begin, one after another, so that they leave a process time for other work. */
export interface Pacing {
  /** Begins a round after so many milliseconds, or when the pause after the last round is over. */
  schedule(delayMs: number): void
  /** Within a round: lets other work run, once the round has kept the process busy for long. */
  giveWay(): Promise<void>
  stop(): void
}

interface PacingParts {
  round(): Promise<void>
  /** Called with what a round threw. */
  failed(cause: unknown): void
}

interface Timer {
  readonly id: ReturnType<typeof setTimeout>
  readonly endsAt: number
}

/** How long a process may do nothing else than a round, in milliseconds. */
const longestRunMs = 20
/** After a round comes a pause that is longer by this factor: more listeners get fewer and larger frames. */
const pausePerRound = 3
/** The longest pause after a round, in milliseconds. */
const longestPauseMs = 200

/** All times are those of `performance.now()`. */
export function createPacing({ round, failed }: PacingParts): Pacing {
  let timer: Timer | undefined
  /** When the next round was asked for; `undefined` when it was not. */
  let wantedAt: number | undefined
  let pauseEndsAt = 0
  let runStartedAt = 0
  /** How long the round has kept the process busy, without its current run. */
  let busyMs = 0
  let state: 'waiting' | 'running' | 'stopped' = 'waiting'

  function startTimer(): void {
    if (wantedAt === undefined || state !== 'waiting') return
    const now = performance.now()
    const endsAt = Math.max(now, wantedAt, pauseEndsAt)
    if (timer && timer.endsAt <= endsAt) return
    clearTimeout(timer?.id)
    timer = { id: setTimeout(() => void run(), endsAt - now), endsAt }
  }

  async function run(): Promise<void> {
    timer = undefined
    wantedAt = undefined
    state = 'running'
    busyMs = 0
    runStartedAt = performance.now()
    try {
      await round()
    } catch (cause) {
      failed(cause)
    } finally {
      const now = performance.now()
      busyMs += now - runStartedAt
      pauseEndsAt = now + Math.min(busyMs * pausePerRound, longestPauseMs)
      if (state === 'running') state = 'waiting'
      startTimer()
    }
  }

  return {
    schedule(delayMs) {
      const at = performance.now() + delayMs
      wantedAt = Math.min(at, wantedAt ?? at)
      startTimer()
    },
    async giveWay() {
      const runMs = performance.now() - runStartedAt
      if (runMs < longestRunMs) return
      busyMs += runMs
      await new Promise(setImmediate)
      runStartedAt = performance.now()
    },
    stop() {
      state = 'stopped'
      clearTimeout(timer?.id)
    },
  }
}
