export interface Frames {
  frames: number
  seconds: number
  longest: number
  p99: number
}

/** Watches how long each frame takes, until told to stop. */
export function watchFrames(): () => Frames {
  const gaps: number[] = []
  const started = performance.now()
  let last = started
  let request = requestAnimationFrame(function frame() {
    const now = performance.now()
    gaps.push(now - last)
    last = now
    request = requestAnimationFrame(frame)
  })

  return () => {
    cancelAnimationFrame(request)
    gaps.push(performance.now() - last)
    gaps.sort((a, b) => a - b)
    return {
      frames: gaps.length - 1,
      seconds: (performance.now() - started) / 1000,
      longest: gaps.at(-1) ?? 0,
      p99: gaps[Math.floor((gaps.length - 1) * 0.99)] ?? 0,
    }
  }
}
