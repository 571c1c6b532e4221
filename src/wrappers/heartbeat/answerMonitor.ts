import type { Monitor, MonitorParts } from './monitor'
import { createTimer, type Punctuality } from './timer'

/** After the page woke up, a peer that is there answers within this time. */
const probeTimeoutMs = 3000

/** For a peer that answers every beat: it is dead when nothing arrives within `timeout` after a beat. */
export function createAnswerMonitor(parts: MonitorParts): Monitor {
  const { clock, interval, timeout, beat, isAnswer, latency, dead } = parts
  const timer = createTimer(clock)
  /**
   * - `waiting`: something arrived since the last beat; the next one is due later.
   * - `asking`: nothing has arrived since the last beat.
   * - `probing`: the same, but the page may have slept, so the answer has to come sooner.
   */
  let state: 'waiting' | 'asking' | 'probing' | 'stopped' = 'waiting'
  let sentAt = 0
  /**
   * When each beat was sent whose answer may still come, oldest first. There are several where other messages arrive
   * sooner than the answer: they show that the peer is there, so the next beat is sent.
   */
  let unanswered: readonly number[] = []

  function waitUntil(time: number): void {
    state = 'waiting'
    timer.start(time - clock.now(), (punctuality) => (punctuality === 'late' ? probe() : ask('asking', timeout)))
  }

  function ask(next: 'asking' | 'probing', longestSilence: number): void {
    state = next
    sentAt = clock.now()
    unanswered = [...unansweredInTime(), sentAt]
    timer.start(longestSilence, decide)
    beat()
  }

  /** Without the beats whose answers were lost: they would make every later measurement too long. */
  function unansweredInTime(): readonly number[] {
    return unanswered.filter((beatAt) => beatAt >= clock.now() - timeout)
  }

  /** Nothing arrived in time. After a sleep that says little, so the peer is asked once more. */
  function decide(punctuality: Punctuality): void {
    if (punctuality === 'late' && state === 'asking') return probe()
    state = 'stopped'
    dead()
  }

  function probe(): void {
    if (state === 'waiting' || state === 'asking') ask('probing', Math.min(timeout, probeTimeoutMs))
  }

  waitUntil(clock.now() + interval)
  return {
    heard(message) {
      if (state === 'asking' || state === 'probing') waitUntil(sentAt + interval)
      if (unanswered.length === 0 || !message || !isAnswer(message)) return 'other'
      // Answers come in the order of the beats.
      const [oldest, ...later] = unansweredInTime()
      unanswered = later
      // Without any, the answer to the last beat took longer than `timeout`, while other messages came.
      latency(clock.now() - (oldest ?? sentAt))
      return 'answer'
    },
    probe,
    stop() {
      state = 'stopped'
      timer.stop()
    },
  }
}
