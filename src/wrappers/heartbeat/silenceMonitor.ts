import type { Monitor, MonitorParts } from './monitor'
import { createTimer, type Punctuality } from './timer'

/**
 * For a peer that answers no beat: beats go out all the same, and it is dead when nothing at all has arrived for
 * `timeout`.
 */
export function createSilenceMonitor(parts: MonitorParts): Monitor {
  const { clock, interval, timeout, beat, isAnswer, latency, dead } = parts
  const beatTimer = createTimer(clock)
  const silenceTimer = createTimer(clock)
  /** `waking`: the page may have slept, so the peer has the whole time once more. */
  let state: 'watching' | 'waking' | 'stopped' = 'watching'
  let heardAt = clock.now()
  let sentAt = 0
  let isAnswered = true

  function scheduleBeat(): void {
    beatTimer.start(interval, beatNow)
  }

  function beatNow(): void {
    scheduleBeat()
    sentAt = clock.now()
    isAnswered = false
    beat()
  }

  /** Messages do not restart the timer, since there may be many: it looks at the time of the last one when it runs. */
  function decide(punctuality: Punctuality): void {
    const remaining = heardAt + timeout - clock.now()
    if (remaining > 0) return silenceTimer.start(remaining, decide)
    if (punctuality === 'late' && state === 'watching') {
      state = 'waking'
      return silenceTimer.start(timeout, decide)
    }
    stop()
    dead()
  }

  function stop(): void {
    state = 'stopped'
    beatTimer.stop()
    silenceTimer.stop()
  }

  scheduleBeat()
  silenceTimer.start(timeout, decide)
  return {
    heard(message) {
      if (state === 'waking') state = 'watching'
      heardAt = clock.now()
      if (isAnswered || !message || !isAnswer(message)) return 'other'
      isAnswered = true
      latency(heardAt - sentAt)
      return 'answer'
    },
    probe() {
      if (state !== 'stopped') beatNow()
    },
    stop,
  }
}
