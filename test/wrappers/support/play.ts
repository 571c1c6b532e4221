import {
  createFakeClock,
  createFakeTransport,
  type FakeClock,
  type FakeLink,
  type FakeTransportOptions,
} from 'wirehooks/testing'
import type { Link, OpeningInfo, Transport, Wrapper } from 'wirehooks/vanilla'

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
}

/** One link of a fake transport, dialled through a wrapper. */
export function play(wrapper: Wrapper, options: FakeTransportOptions = {}): Played {
  const clock = createFakeClock()
  const fake = createFakeTransport(options)
  const log: unknown[] = []
  const abort = new AbortController()
  let opening: OpeningInfo | undefined

  const inner: Transport = {
    name: fake.name,
    key: fake.key,
    does: fake.does,
    encode: fake.encode,
    sizeOf: fake.sizeOf,
    connect(sink, context) {
      const link = fake.connect({ ...sink, opened: () => sink.opened(opening) }, context)
      return {
        send: link.send,
        close(why) {
          log.push(`close link: ${why.kind}`)
          link.close(why)
        },
        probe: () => log.push('probe'),
        get bufferedAmount() {
          return link.bufferedAmount
        },
      }
    },
  }

  const transport = wrapper(inner)
  const link = transport.connect(
    {
      linked: () => log.push('linked'),
      opened: (info) => log.push(info ? `opened ${JSON.stringify(info)}` : 'opened'),
      received: ({ event }) => log.push(`received ${event}`),
      invalid: ({ code }) => log.push(`invalid ${code}`),
      latency: (milliseconds) => log.push(`latency ${milliseconds}`),
      tell: (details) => log.push(`tell ${JSON.stringify(details)}`),
      failed: (cause) => log.push(`failed ${String(cause)}`),
      interrupted: ({ kind }) => log.push(`interrupted ${kind}`),
      closed: ({ kind, error }) => log.push(['closed', kind, error?.code].filter(Boolean).join(' ')),
    },
    { attempt: 0, refresh: false, signal: abort.signal, memory: new Map(), clock },
  )
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
  }
}
