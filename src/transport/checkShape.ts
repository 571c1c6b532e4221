import { kindOf } from './codecErrors'
import { warn } from './development'
import type { Reply } from './message'

declare const process: { env: { NODE_ENV?: string } }

/** The functions of a codec's shape that are checked. */
interface CheckedShape {
  readonly event?: object | undefined
  readonly reply?: object | undefined
}

/** Development only: warns of the functions of a shape that return what counts as left out. */
export function checkShape({ event: eventOf, reply: replyOf }: CheckedShape, event: unknown, reply: unknown): void {
  if (eventOf && event !== undefined && event !== null && typeof event !== 'string')
    warnOnce(
      eventOf,
      `Expected event() of the codec's shape to return a name, or undefined for the event "message", but it returned ${kindOf(event)}. The message is taken for the event "message". Turn the name into a string.`,
    )
  if (replyOf && reply !== undefined && reply !== null && !isReply(reply))
    warnOnce(
      replyOf,
      `Expected reply() of the codec's shape to return { to, data } or { to, error } with the id of a request as a string in "to", or undefined where the message is no answer, but it returned ${kindOf(reply)}. The message is taken for no answer.`,
    )
}

function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'to' in value && typeof value.to === 'string'
}

/** Development only: the functions that were warned of. They are asked about every frame, and one warning is enough. */
const warned = /* @__PURE__ */ new WeakSet<object>()

function warnOnce(about: object, text: string): void {
  if (warned.has(about)) return
  warned.add(about)
  warn(() => process.env.NODE_ENV !== 'production' && text)
}
