import type { Wrapper } from '../transport/transport'
import { checkNumber } from './checkNumber'
import { createTokenBucket } from './rateLimit/tokenBucket'
import { withSetting } from './withSetting'

declare const process: { env: { NODE_ENV?: string } }

/** How much may be sent. */
export interface RateLimitOptions {
  /** How many messages may be sent at once, and in every `per` milliseconds in the long run. At least 1. */
  messages: number
  /** Milliseconds. More than 0. */
  per: number
}

/**
 * Sends at most so many messages at once, and so many every `per` milliseconds in the long run. The others wait in the outbox, in order. The messages of a `heartbeat` that
 * is added after it are counted, and sent at once even when the limit is reached. Each new link may send `messages` at
 * once again. Throws a `WireError` with the code `invalid-option` when an option is not a usable number.
 *
 * @example
 * useWebSocket(url, { wrappers: [rateLimit({ messages: 20, per: 1000 })] })
 */
export function rateLimit(options: RateLimitOptions): Wrapper {
  const { messages, per } = options
  checkNumber(
    messages,
    (value) => value >= 1 && value < Infinity,
    () =>
      process.env.NODE_ENV !== 'production' &&
      'rateLimit({ messages }) to be the number of messages that may be sent at once, 1 or more.',
  )
  checkNumber(
    per,
    (value) => value > 0 && value < Infinity,
    () => process.env.NODE_ENV !== 'production' && 'rateLimit({ per }) to be a number of milliseconds above 0.',
  )

  return (transport) => ({
    ...transport,
    settings: withSetting(transport.settings, 'wrappers: rateLimit', { messages, per }),
    connect(sink, context) {
      const link = transport.connect(sink, context)
      const bucket = createTokenBucket(context.clock, { capacity: messages, fillTime: per })
      return {
        ...link,
        send(frame) {
          bucket.take()
          return link.send(frame)
        },
        takes() {
          const taken = link.takes()
          return taken === 'messages' && bucket.tokens() < 1 ? 'heartbeats' : taken
        },
      }
    },
  })
}
