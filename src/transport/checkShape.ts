import { kindOf } from './codecErrors'
import { warnOnce } from './development'
import type { Reply } from './message'

declare const process: { env: { NODE_ENV?: string } }

/** The functions of a codec's shape that are checked. */
interface CheckedShape {
  readonly event?: object | undefined
  readonly reply?: object | undefined
}

/** Development only: warns once of a function of a shape that returns what counts as left out. It is asked about every frame. */
export function checkShape({ event: eventOf, reply: replyOf }: CheckedShape, event: unknown, reply: unknown): void {
  if (eventOf && event !== undefined && event !== null && typeof event !== 'string')
    warnOnce(
      eventOf,
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected event() of the codec's shape to return a name, or undefined for the event "message", but it returned ${kindOf(event)}. The message is taken for the event "message". Turn the name into a string.`,
    )
  if (replyOf && reply !== undefined && reply !== null && !isReply(reply))
    warnOnce(
      replyOf,
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Expected reply() of the codec's shape to return { to, data } or { to, error } with the id of a request as a string in "to", or undefined where the message is no answer, but it returned ${kindOf(reply)}. The message is taken for no answer.`,
    )
}

function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'to' in value && typeof value.to === 'string'
}
