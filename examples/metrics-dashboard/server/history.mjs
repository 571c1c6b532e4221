/** The newest samples, numbered without a gap. */
export function createHistory(most) {
  let samples = []

  return {
    /** The number of the newest. */
    get last() {
      return samples.at(-1)?.seq ?? 0
    },

    add(sample) {
      samples.push(sample)
      // Trimmed rarely, so that a sample costs the same however many are kept.
      if (samples.length >= 2 * most) samples = samples.slice(-most)
    },

    /** Those after the number `since`, as far as they are still here; all of them for who has none. */
    after(since) {
      const kept = samples.slice(-most)
      return Number.isInteger(since) ? kept.filter(({ seq }) => seq > since) : kept
    },
  }
}
