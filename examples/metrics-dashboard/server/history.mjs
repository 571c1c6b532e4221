/** The newest samples, numbered without a gap. Each is kept as the JSON that is sent, however many links it goes to. */
export function createHistory(most) {
  let texts = []
  let last = 0

  return {
    /** The number of the newest. */
    get last() {
      return last
    },

    /** The number of the oldest that is still here. */
    get first() {
      return Math.max(1, last - most + 1)
    },

    add(sample) {
      texts.push(JSON.stringify(sample))
      last = sample.seq
      // Trimmed rarely, so that a sample costs the same however many are kept.
      if (texts.length >= 2 * most) texts = texts.slice(-most)
    },

    /** The first `count` of those after the number `since`, which is not before the oldest. */
    after(since, count) {
      const start = texts.length - (last - since)
      return texts.slice(start, start + count)
    },
  }
}
