/** Draws what looks like chance, and is the same for the same seed (mulberry32). */
export interface Random {
  /** From `low` to below `high`. */
  between(low: number, high: number): number
  /** One of them. Throws when there is none. */
  pick<T>(list: readonly T[]): T
}

export function createRandom(seed: number): Random {
  let state = seed

  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  return {
    between: (low, high) => low + (high - low) * next(),
    pick(list) {
      const [picked] = list.slice(Math.floor(next() * list.length))
      if (picked === undefined) throw new RangeError('expected a list that is not empty')
      return picked
    },
  }
}
