import type { CloseReason, ConnectContext, LinkSink, Reply } from 'wirehooks/vanilla'
import { systemClock, type Clock } from '../../src/transport/clock'

export interface PlayedSink {
  readonly sink: LinkSink
  readonly context: ConnectContext
  /** Everything that was reported, in order. */
  readonly log: unknown[]
  /** What was learned about the link. */
  readonly details: Record<string, unknown>
  /** Why it ended; undefined while it has not. */
  closeReason(): CloseReason | undefined
  /** Nobody waits for this link any more. */
  abort(): void
}

interface SinkParts {
  clock?: Clock
  /** The ids of the requests that wait for an answer, each for one. */
  awaited?: readonly string[]
  memory?: Map<string, unknown>
}

/** A sink that writes down what a transport reports about a link. */
export function playSink({ clock = systemClock, awaited = [], memory = new Map() }: SinkParts = {}): PlayedSink {
  const controller = new AbortController()
  const waiting = new Set(awaited)
  const log: unknown[] = []
  const details: Record<string, unknown> = {}
  let closeReason: CloseReason | undefined

  const sink: LinkSink = {
    opened: (info = {}) => log.push(Object.keys(info).length > 0 ? ['opened', info] : 'opened'),
    received: (message) => log.push(message),
    answered(reply: Reply) {
      if (!waiting.delete(reply.to)) return false
      log.push({ answered: reply })
      return true
    },
    learned: (news) => Object.assign(details, news),
    invalid: ({ code }) => log.push(`invalid ${code}`),
    accepted() {},
    latency: () => log.push('latency'),
    failed: () => log.push('failed'),
    interrupted: ({ kind, code, reason }) => log.push(`interrupted ${[kind, code, reason].join(' ')}`.trim()),
    closed(reason) {
      closeReason = reason
      log.push(`closed ${[reason.kind, reason.code, reason.reason].join(' ')}`)
    },
  }
  const context: ConnectContext = {
    attempt: 0,
    refresh: false,
    signal: controller.signal,
    memory,
    clock,
    connectTimeout: 10_000,
  }
  return { sink, context, log, details, closeReason: () => closeReason, abort: () => controller.abort() }
}
