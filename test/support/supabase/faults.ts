import type { Authority } from './authority'
import type { Session } from './channels/session'

/** What can go wrong, when a test wants it to. */
export interface Faults {
  /** Every socket breaks, with no close frame. */
  dropSockets(): void
  /**
   * Nothing comes or goes, and the sockets stay; `false` lets through what was held back. New sockets are mute too;
   * HTTP is not.
   */
  mute(on: boolean): void
  /** The next joins of a topic are refused, this many times. */
  refuseJoin(topic: string, times?: number, reason?: string): void
  /** How long `Subscribed to PostgreSQL` follows a join, in milliseconds. The service takes up to 3 s. */
  delaySystemOk(duration: number): void
  /** Every token issued so far is no longer good: the channels that came with one close. */
  expireTokens(): void
  /** The server ends a topic for good, as at a limit. */
  closeChannel(topic: string, message?: string): void
  /** The server's side of a topic fails: `phx_error`, and clients join again. */
  crashChannel(topic: string): void
}

/** What the parts of the backend read of it. */
export interface FaultState extends Faults {
  readonly systemOkDelay: number
  /** Why this join is to fail, if it is. It counts. */
  refusal(topic: string): string | undefined
  /** Takes over a new socket. */
  greet(session: Session): void
}

export function createFaults(
  sessions: ReadonlySet<Session>,
  authority: Authority,
  options: { systemOkDelay: number },
): FaultState {
  const refusals = new Map<string, { times: number; reason: string }>()
  let { systemOkDelay } = options
  let isMute = false

  function channelsOf(topic: string) {
    return [...sessions].flatMap((session) => session.channels()).filter(({ name }) => name === topic)
  }

  return {
    get systemOkDelay() {
      return systemOkDelay
    },
    refusal(topic) {
      const planned = refusals.get(topic)
      if (!planned || planned.times <= 0) return undefined
      planned.times -= 1
      return planned.reason
    },
    greet: (session) => session.mute(isMute),
    dropSockets() {
      for (const session of [...sessions]) session.drop()
    },
    mute(on) {
      isMute = on
      for (const session of [...sessions]) session.mute(on)
    },
    refuseJoin(topic, times = 1, reason = 'Unauthorized: refused by the test') {
      refusals.set(topic, { times, reason })
    },
    delaySystemOk(duration) {
      systemOkDelay = duration
    },
    expireTokens() {
      authority.expireAll()
      for (const session of [...sessions]) for (const channel of session.channels()) channel.expire()
    },
    closeChannel(topic, message = 'Too many messages per second') {
      for (const channel of channelsOf(topic)) channel.shutDown(message)
    },
    crashChannel(topic) {
      for (const channel of channelsOf(topic)) channel.crash()
    },
  }
}
