import { createFakeClock, type FakeClock } from '../../../src/testing/createFakeClock'
import { createFakeTransport, type FakeTransportOptions } from '../../../src/testing/createFakeTransport'
import type { FakeLink } from '../../../src/testing/fakeLink'
import type { Reply } from '../../../src/transport/message'
import type { Link, LinkSink, OpeningInfo, Transport, Wrapper } from '../../../src/transport/transport'

interface PlayOptions extends FakeTransportOptions {
  /** What the listeners do: called before a report is written down. */
  on?: Partial<LinkSink>
  /** The server refused the last credentials. */
  refresh?: boolean
  /** The ids of the requests that wait for an answer. */
  awaited?: readonly string[]
}

export interface Played {
  readonly clock: FakeClock
  /** What the connection sees. */
  readonly transport: Transport
  readonly link: Link
  /** The far end. */
  readonly far: FakeLink
  /** What was reported, in order; how the link was closed, too. */
  readonly log: unknown[]
  readonly abort: AbortController
  /** The link opens, and the transport says how. */
  open(info?: OpeningInfo): void
  /** The transport learns something about its link. */
  learn(details: Readonly<Record<string, unknown>>): void
  /** An answer arrives; the transport delivers it as a message when nobody waits for it. */
  answer(reply: Reply): void
  /** From now on, what is handed to the link throws. */
  breakSend(cause: unknown): void
  /** What the link takes from now on. */
  take(what: ReturnType<Link['takes']>): void
}

/** Hands everything on by spreading, as a wrapper does that minds nothing. */
export const spreading: Wrapper = (transport) => ({
  ...transport,
  connect: (sink, context) => ({ ...transport.connect({ ...sink }, context) }),
})

/** One link of a fake transport, dialled through a wrapper. */
export function play(
  wrapper: Wrapper,
  { on = {}, awaited = [], refresh = false, ...options }: PlayOptions = {},
): Played {
  const clock = createFakeClock()
  const fake = createFakeTransport(options)
  const log: unknown[] = []
  const abort = new AbortController()
  const waiting = new Set(awaited)
  let opening: OpeningInfo | undefined
  let learn: LinkSink['learned'] = () => {}
  let answer: (reply: Reply) => void = () => {}
  let broken: { cause: unknown } | undefined
  let taken: ReturnType<Link['takes']> | undefined

  const inner: Transport = {
    name: fake.name,
    identity: fake.identity,
    settings: fake.settings,
    does: fake.does,
    encode: fake.encode,
    sizeOf: fake.sizeOf,
    connect(sink, context) {
      learn = sink.learned
      answer = (reply) => {
        if (!sink.answered(reply)) sink.received({ event: 'reply', data: reply.data, reply })
      }
      const link = fake.connect({ ...sink, opened: () => sink.opened(opening) }, context)
      return {
        ...link,
        send(frame) {
          if (broken) throw broken.cause
          return link.send(frame)
        },
        close(why) {
          log.push(`close link: ${why.kind}`)
          link.close(why)
        },
        probe: () => log.push('probe'),
        takes: () => taken ?? link.takes(),
      }
    },
  }

  const transport = wrapper(inner)
  const sink: LinkSink = {
    opened(info) {
      log.push(info ? `opened ${JSON.stringify(info)}` : 'opened')
      on.opened?.(info)
    },
    received(message) {
      log.push(`received ${message.event}`)
      on.received?.(message)
    },
    answered(reply) {
      if (!waiting.delete(reply.to)) return false
      log.push(`answered ${reply.to}`)
      return true
    },
    invalid: ({ code }) => log.push(`invalid ${code}`),
    accepted() {},
    latency: (milliseconds) => log.push(`latency ${milliseconds}`),
    learned: (details) => log.push(`learned ${JSON.stringify(details)}`),
    failed: (cause) => log.push(`failed ${String(cause)}`),
    interrupted: ({ kind }) => log.push(`interrupted ${kind}`),
    closed: ({ kind, error }) => log.push(['closed', kind, error?.code].filter(Boolean).join(' ')),
  }
  const context = {
    attempt: 0,
    refresh,
    signal: abort.signal,
    memory: new Map<string, unknown>(),
    clock,
    connectTimeout: 10_000,
  }
  const link = transport.connect(sink, context)
  return {
    clock,
    transport,
    link,
    far: fake.link,
    log,
    abort,
    open(info) {
      opening = info
      fake.link.open()
    },
    learn: (details) => learn(details),
    answer: (reply) => answer(reply),
    breakSend(cause) {
      broken = { cause }
    },
    take(what) {
      taken = what
    },
  }
}
