/** Lets `most` through in any `per` milliseconds. Returns how long to wait, 0 for "go on". */
export function createLimit({ most, per }) {
  const times = []
  return () => {
    const now = performance.now()
    while (times[0] <= now - per) times.shift()
    if (times.length >= most) return Math.ceil(times[0] + per - now)
    times.push(now)
    return 0
  }
}
