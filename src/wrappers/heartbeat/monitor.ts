import type { Clock } from '../../transport/clock'
import type { Message } from '../../transport/message'

/** Sends beats over one open link, and finds out whether its peer is still there. */
export interface Monitor {
  /** Something arrived, so the peer is there. Says whether the message, if it was one, is the answer to a beat. */
  heard(message?: Message): 'answer' | 'other'
  /** The page woke up, or its network changed: sends a beat now. */
  probe(): void
  /** The link ended or was interrupted. */
  stop(): void
}

export interface MonitorParts {
  readonly clock: Clock
  /** Milliseconds from one beat to the next. */
  readonly interval: number
  /** The longest silence, in milliseconds. */
  readonly timeout: number
  /** Sends a beat. Does not throw. */
  beat(): void
  /** Whether a message is the answer to a beat. Does not throw. */
  isAnswer(message: Message): boolean
  /** The answer came so many milliseconds after its beat. */
  latency(milliseconds: number): void
  /** The peer was silent for too long. Said once; nothing follows. */
  dead(): void
}
