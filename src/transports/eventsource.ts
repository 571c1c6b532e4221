import { json } from '../transport/codec'
import type { CloseKind, CloseReason } from '../transport/closeReason'
import { toWireError, WireError } from '../transport/error'
import { forAttempt, isDynamic, type PerAttempt } from '../transport/perAttempt'
import type { Transport } from '../transport/transport'
import { countStream } from './eventsource/countStream'
import { listen } from './eventsource/native'
import { read } from './eventsource/read'
import { type EventSourceOptions, lastEventId, reconnectionTime } from './eventsource/stream'

declare const process: { env: { NODE_ENV?: string } }

/**
 * Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html), read with `fetch`, so that headers,
 * a body and a readable error status are possible. It only receives. `Last-Event-ID` goes with every new link, and the server's `retry:` and
 * `Retry-After` are the least it waits; a server of another origin must allow the one and expose the other (CORS). 204 ends it.
 *
 * @example
 * const connection = createConnection(eventSource('/notifications', { headers: () => ({ authorization: token() }) }))
 */
export function eventSource(url: PerAttempt<string | URL>, options: EventSourceOptions = {}): Transport {
  const {
    method = 'GET',
    headers,
    body,
    key,
    native = false,
    withCredentials,
    events,
    codec = json({ reply() {} }),
  } = options
  const isPlain = !isDynamic(url) && !isDynamic(headers) && (body === undefined || typeof body === 'string')

  return {
    name: 'eventsource',
    key:
      isPlain || key !== undefined
        ? JSON.stringify(['eventsource', url, method, headers, body, native && events, withCredentials, key])
        : null,
    does: { reconnect: native, heartbeat: options.idleTimeout !== undefined },
    encode: refuse,
    sizeOf: refuse,
    connect(sink, context) {
      const { memory, signal } = context

      function received(event: string | undefined, data: string): void {
        let message
        try {
          message = codec.decode(data)
        } catch (cause) {
          return sink.invalid(toWireError(cause, 'cannot-decode'), data)
        }
        const id = memory.get(lastEventId) as string | undefined
        sink.received({ event: event ?? message.event, data: message.data, ...(id ? { id } : {}) })
      }

      function end(reason: CloseReason): void {
        if (signal.aborted) return
        const retryAfter = Math.max(Number(memory.get(reconnectionTime) ?? 0), reason.retryAfter ?? 0)
        sink.closed(retryAfter > 0 ? { ...reason, retryAfter } : reason)
      }

      async function dial(): Promise<void> {
        let kind: CloseKind = 'credentials'
        try {
          const address = await forAttempt(url, context)
          const init = {
            method: method.toUpperCase(),
            headers: await forAttempt(headers, context),
            body: await forAttempt(body, context),
          }
          kind = 'invalid-url'
          const { href, origin } = new URL(address, globalThis.location?.href)
          kind = 'peer'
          if (signal.aborted) return
          if (process.env.NODE_ENV !== 'production') countStream(origin, signal)
          const stream = { ...context, href, options, sink, received, end }
          if (native) listen(stream)
          else await read(stream, init)
        } catch (cause) {
          end(kind === 'peer' ? { kind, reason: String(cause) } : { kind, error: toWireError(cause, kind) })
        }
      }

      void dial()
      // Whatever is under way ends with the signal.
      return { send: refuse, close() {}, bufferedAmount: Infinity }
    },
  }
}

function refuse(): never {
  throw new WireError('cannot-send', 'Server-Sent Events only go one way')
}
