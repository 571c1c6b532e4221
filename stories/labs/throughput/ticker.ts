/** One of many messages. */
export interface Tick {
  /** Grows by one. */
  readonly number: number
  /** Which bar it moves. */
  readonly bar: number
  /** 0 to 1: how high. */
  readonly level: number
}

/** A page that does not keep up is not given all of it afterwards. */
const mostAtOnce = 100

/**
 * Calls `send` so many times a second, each time in a task of its own, as the messages of a network come, until the returned
 * function is called. Timers of a page are not finer than 4 ms, so they come in small bunches.
 */
export function startTicking(rate: number, send: () => void): () => void {
  const { port1, port2 } = new MessageChannel()
  let last = performance.now()
  let owed = 0

  port1.addEventListener('message', () => send())
  port1.start()
  const timer = setInterval(() => {
    const now = performance.now()
    owed = Math.min(owed + ((now - last) * rate) / 1000, mostAtOnce)
    last = now
    for (; owed >= 1; owed -= 1) port2.postMessage(null)
  }, 4)

  return () => {
    clearInterval(timer)
    port1.close()
  }
}

/** The message with this number. Something to look at: a wave that goes on with them. */
export function tickOf(number: number, bars: number): Tick {
  const bar = (number * 7) % bars
  const level = 0.5 + 0.28 * Math.sin(bar / 9 + number / 900) + 0.2 * Math.sin(bar / 3.7 - number / 500)
  return { number, bar, level }
}
