import { createFakeClock, type FakeClock } from '../../../src/testing/createFakeClock'
import type { Message } from '../../../src/transport/message'
import type { Monitor, MonitorParts } from '../../../src/wrappers/heartbeat/monitor'

export interface Watched {
  readonly clock: FakeClock
  readonly monitor: Monitor
  /** What happened, and when. */
  readonly log: string[]
}

/** A monitor that writes down what it does. */
export function watch(
  create: (parts: MonitorParts) => Monitor,
  parts: Pick<MonitorParts, 'interval' | 'timeout'>,
  onBeat: () => void = () => {},
): Watched {
  const clock = createFakeClock()
  const log: string[] = []
  const note = (what: string): unknown => log.push(`${what} at ${clock.now()}`)
  const monitor = create({
    ...parts,
    clock,
    beat() {
      note('beat')
      onBeat()
    },
    isAnswer: ({ event }: Message) => event === 'pong',
    dead: () => note('dead'),
    latency: (milliseconds) => note(`latency ${milliseconds}`),
  })
  return { clock, monitor, log }
}

export const pong: Message = { event: 'pong', data: {} }
export const chat: Message = { event: 'CHAT', data: 'hi' }
