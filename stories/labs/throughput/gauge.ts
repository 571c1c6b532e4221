/** Which numbers somebody has dealt with. */
export interface Tally {
  readonly first: number
  readonly last: number
  readonly count: number
}

/** What was measured. */
export interface Reading {
  /** A second. */
  readonly renders: number
  readonly messages: number
  /** How many numbers between the first and the last were never dealt with. */
  readonly lost: number
  /** Milliseconds from one frame to the next, oldest first. */
  readonly frames: readonly number[]
}

/** Counts what one way of reading costs. */
export interface Gauge {
  rendered(): void
  heard(): void
  /** Everything up to here has been dealt with. */
  dealtWith(tally: Tally): void
  frame(duration: number): void
  /** What there was since it was read last, so many milliseconds ago. */
  read(elapsed: number): Reading
}

/** So many frames are kept. */
export const kept = 150

export const noReading: Reading = { renders: 0, messages: 0, lost: 0, frames: [] }

export function createGauge(): Gauge {
  let renders = 0
  let messages = 0
  let lost = 0
  let frames: number[] = []

  return {
    rendered() {
      renders += 1
    },
    heard() {
      messages += 1
    },
    dealtWith({ first, last, count }) {
      lost = count === 0 ? 0 : last - first + 1 - count
    },
    frame(duration) {
      frames = [...frames.slice(1 - kept), duration]
    },
    read(elapsed) {
      const perSecond = (count: number): number => Math.round((count * 1000) / elapsed)
      const reading = { renders: perSecond(renders), messages: perSecond(messages), lost, frames }
      renders = 0
      messages = 0
      return reading
    },
  }
}

/** What 95 of 100 frames take at most; the rest of the machine has its moments, too. */
export function usualMost(frames: readonly number[]): number {
  const sorted = frames.toSorted((one, other) => one - other)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0
}

/** With one number more. */
export function withNumber({ first, count }: Tally, number: number): Tally {
  return { first: count === 0 ? number : first, last: number, count: count + 1 }
}

export const noTally: Tally = { first: 0, last: 0, count: 0 }
