import { decodeFrame, json } from '../transport/codec'
import type { CloseReason } from '../transport/closeReason'
import { baseAddress } from '../transport/baseAddress'
import { credentialsError } from '../transport/credentials'
import { inDevelopment } from '../transport/development'
import { isWireError, textOf, toWireError } from '../transport/error'
import { forbiddenReason } from '../transport/forbidden'
import { identify, type Identity } from '../transport/identity'
import { numberOption } from '../transport/numberOption'
import { forAttempt, isDynamic, type PerAttempt } from '../transport/perAttempt'
import type { ReceivingTransport } from '../transport/transport'
import { countStream } from './eventsource/countStream'
import { addressError, brokenError, sendingError } from './eventsource/errors'
import { fetchStream } from './eventsource/fetchStream'
import { warnOfNoAnswer } from './eventsource/hints'
import { listenNatively } from './eventsource/native'
import { answerTimedOut, leastWaitOf, newestEventId } from './eventsource/resume'
import type { EventSourceOptions, StreamInit } from './eventsource/stream'

declare const process: { env: { NODE_ENV?: string } }

/** A stream has no requests, so nothing in it is an answer. */
const defaultCodec = /* @__PURE__ */ json({ reply: () => undefined })

/**
 * Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html), read with `fetch`, so that headers,
 * a body and a readable error status are possible. It only receives. `Last-Event-ID` goes with every new link, and the
 * server's `retry:` (an hour at most) and `Retry-After` (a day at most) are the least it waits. A server of another origin
 * that does not allow `Last-Event-ID` (CORS) is asked without it: the stream then comes back, and does not resume. 204 ends it.
 *
 * @example
 * const connection = createConnection(
 *   eventSource('/notifications', { headers: () => ({ authorization: token() }), identity: user.id }),
 * )
 */
export function eventSource(url: PerAttempt<string | URL>, options: EventSourceOptions = {}): ReceivingTransport {
  const { headers, body, native = false, codec = defaultCodec } = options
  const method = methodOf(options)
  const { idleTimeout, fetch, end } = options
  const maxEventSize = numberOption('maxEventSize', options.maxEventSize, 2 ** 20)

  return {
    name: 'eventsource',
    identity: identityOf(url, options),
    settings: {
      codec: codec.description ?? codec,
      idleTimeout,
      maxEventSize,
      fetch,
      end,
      ...(isDynamic(headers) && { headers }),
    },
    does: { send: false, reconnect: native, heartbeat: idleTimeout !== undefined },
    encode: refuse,
    sizeOf: refuse,
    connect(sink, context) {
      const { memory, signal } = context
      /** The address that was asked, once it is known. */
      let asked: string | undefined

      function isEnd(data: string, event: string): boolean {
        if (typeof end !== 'function') return data === end
        try {
          return end(data, event)
        } catch (cause) {
          sink.failed(cause)
          return false
        }
      }

      function received(event: string, data: string): void {
        if (isEnd(data, event || 'message')) return ended({ kind: 'ended' })
        let message
        try {
          // Codecs cannot read a text without anything in it, and an event may say with its name alone what happened.
          message = data.trim() === '' ? { event: 'message', data } : decodeFrame(codec, data)
        } catch (cause) {
          return sink.invalid(
            toWireError(
              cause,
              'cannot-decode',
              (said) =>
                process.env.NODE_ENV !== 'production' &&
                `Expected an event that the codec can read, but reading one of ${data.length} characters threw: ${said}. It was left out. Use the codec that the server speaks, such as text(), or look at such frames with onInvalid.`,
            ),
            data,
          )
        }
        const id = newestEventId(memory)
        sink.received({ event: event || message.event, data: message.data, ...(id ? { id } : {}) })
      }

      function ended(reason: CloseReason): void {
        if (signal.aborted) return
        const retryAfter = leastWaitOf(memory, reason)
        sink.closed(retryAfter > 0 ? { ...reason, retryAfter } : reason)
      }

      async function dial(): Promise<void> {
        let option = 'url'
        let address: string | URL
        const init: StreamInit = { method: method.toUpperCase(), headers: undefined, body: undefined }
        try {
          address = await forAttempt(url, context)
          option = 'headers'
          init.headers = await forAttempt(headers, context)
          option = 'body'
          init.body = await forAttempt(body, context)
        } catch (cause) {
          return ended({ kind: 'credentials', error: credentialsError(cause, option) })
        }
        if (signal.aborted) return

        const target = parsed(address, native)
        if (!target) return ended({ kind: 'invalid-url', error: addressError(address) })
        const { href, origin } = target
        asked = href
        // A POST asks a question, and its stream ends with the answer.
        inDevelopment(
          () => process.env.NODE_ENV !== 'production' && init.method === 'GET' && countStream(origin, signal),
        )
        const stream = { ...context, href, options, maxEventSize, sink, received, ended }
        try {
          if (native) listenNatively(stream)
          else await fetchStream(stream, init)
        } catch (cause) {
          ended(brokenReason(cause, address))
        }
      }

      void dial()
      // Everything that is under way ends with the signal.
      const close = ({ kind }: CloseReason): void => {
        if (kind !== 'connect-timeout') return
        answerTimedOut(memory)
        inDevelopment(() => process.env.NODE_ENV !== 'production' && asked && warnOfNoAnswer(asked))
      }
      return { send: refuse, close, takes: () => 'nothing', buffered: () => 0 }
    },
  }
}

function identityOf(url: PerAttempt<string | URL>, options: EventSourceOptions): Identity {
  const { identity, key, headers, native = false, events = [], withCredentials = false } = options
  const body = options.body instanceof URLSearchParams ? String(options.body) : options.body
  // Two other bodies that are no text, such as forms, cannot be compared.
  const isPlainBody = typeof body === 'string' || body === undefined || body === null
  return identify({
    transport: 'eventsource',
    identity,
    key,
    address: url,
    also: [
      // Another address is another stream, also where the body alone is dynamic.
      isDynamic(url) ? undefined : String(url),
      methodOf(options).toUpperCase(),
      isDynamic(headers) ? undefined : headers,
      isPlainBody ? (body ?? undefined) : undefined,
      native && events,
      withCredentials,
    ],
    isDynamicAddress: isDynamic(url) || !isPlainBody,
    hasDynamicCredentials: isDynamic(headers),
  })
}

/** Whatever has a body is a POST, unless it says otherwise. */
function methodOf({ method, body }: EventSourceOptions): string {
  return method ?? (body === undefined || body === null ? 'GET' : 'POST')
}

/** `undefined` where nothing can be read from that address. */
function parsed(address: string | URL, native: boolean): URL | undefined {
  try {
    // A missing address would count as a relative one.
    const url = address && new URL(address, baseAddress())
    // `fetch` takes none with a user name or password in it.
    const isRead = url && /^https?:$/.test(url.protocol) && (native || !(url.username || url.password))
    return isRead ? url : undefined
  } catch {
    return undefined
  }
}

/** Why a stream could not be asked for, or broke off. */
function brokenReason(cause: unknown, address: string | URL): CloseReason {
  const error = isWireError(cause) ? cause : brokenError(cause)
  return forbiddenReason(cause, address) ?? { kind: 'peer', reason: textOf(error.cause ?? cause), error }
}

function refuse(): never {
  throw sendingError()
}
