import type { CloseReason } from '../../transport/closeReason'
import type { OutgoingMessage } from '../../transport/message'
import { isObject, kindOf } from './kind'
import { shortText } from './shortText'

/** What keeps the messages that arrived. */
export interface HasSent {
  readonly sent: readonly OutgoingMessage[]
}

/** A link of a fake transport, or of a server that MSW mocks. */
export interface HasLinkStatus {
  readonly status: 'dialling' | 'open' | 'closed'
  readonly closedFor?: Pick<CloseReason, 'kind'> | null
}

/** What keeps the links that were dialled, oldest first. */
export interface HasLinks {
  readonly links: readonly HasLinkStatus[]
}

/** A connection, or what a hook returned. */
export interface HasConnection {
  readonly store: { getState(): { readonly status: string; readonly closeReason: CloseReason | null } }
}

export function hasSent(value: unknown): value is HasSent {
  return isObject(value) && 'sent' in value && Array.isArray(value.sent)
}

export function hasLinks(value: unknown): value is HasLinks {
  return isObject(value) && 'links' in value && Array.isArray(value.links)
}

export function isLink(value: unknown): value is HasLinkStatus {
  return isObject(value) && 'drop' in value && 'status' in value && typeof value.status === 'string'
}

export function hasConnection(value: unknown): value is HasConnection {
  if (!isObject(value) || !('store' in value) || !isObject(value.store)) return false
  const { store } = value
  if (!('getState' in store) || typeof store.getState !== 'function') return false
  const state: unknown = store.getState()
  // Presence has a store too, and a status of its own.
  return isObject(state) && 'status' in state && 'closeReason' in state
}

/** What a matcher may be given by mistake, and knows what to do about. */
type WrongReceiver = 'connection' | 'link' | 'topic' | 'supabase' | 'status'

/** What to do instead, in the words of one matcher. What the matcher says nothing about is described by its fields. */
export type ReceiverAdvice = Readonly<Partial<Record<WrongReceiver, string>>>

interface Expectation {
  readonly matcher: string
  readonly expected: string
  readonly advice: ReceiverAdvice
}

/** An error for what a matcher cannot look at: what it expects, what came, and what to do. */
export function wrongReceiver(received: unknown, { matcher, expected, advice }: Expectation): TypeError {
  return new TypeError(`expect(…).${matcher}(…) expects ${expected}, and got ${descriptionOf(received, advice)}`)
}

/** What came in words, and what to hand over instead where that is plain. */
function descriptionOf(value: unknown, advice: ReceiverAdvice): string {
  if (value === undefined || value === null) return `${value}.`
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}: give what it returns.`
  if (!isObject(value)) return `${typeof value} ${shortText(value, 60)}.`
  if ('then' in value) return 'a promise: await it first.'
  if (Object.keys(value).join() === 'current')
    return 'an object with `current`, such as the result of renderHook(): give `result.current`.'
  if ('result' in value && 'rerender' in value) return 'what renderHook() returns: give `result.current`.'
  const known = knownReceiver(value)
  const instead = known && advice[known.kind]
  if (instead) return `${known.name}: ${instead}`
  const names = Object.keys(value).slice(0, 8)
  return `${kindOf(value) === 'Array' ? 'a list' : 'an object'} with ${names.length > 0 ? names.join(', ') : 'nothing in it'}.`
}

function knownReceiver(value: object): { readonly kind: WrongReceiver; readonly name: string } | undefined {
  if (hasConnection(value)) return { kind: 'connection', name: 'a connection' }
  if (isLink(value)) return { kind: 'link', name: 'one link' }
  if ('topic' in value && 'table' in value) return { kind: 'supabase', name: 'the fake client of Supabase' }
  if ('tracked' in value && 'broadcast' in value) return { kind: 'topic', name: 'a topic of the fake of Supabase' }
  if ('status' in value) return { kind: 'status', name: `an object whose status is ${shortText(value.status, 60)}` }
  return undefined
}
