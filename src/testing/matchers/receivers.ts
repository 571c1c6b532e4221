import type { CloseReason } from '../../transport/closeReason'
import type { OutgoingMessage } from '../../transport/message'
import { kindOf } from './equality'
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

/** An error for what a matcher cannot look at: what it expects, what came, and what to do. */
export function wrongReceiver(matcher: string, expected: string, received: unknown): TypeError {
  return new TypeError(`expect(…).${matcher}(…) expects ${expected}, and got ${descriptionOf(received)}`)
}

/** What came in words, and what to hand over instead where that is plain. */
function descriptionOf(value: unknown): string {
  if (value === undefined || value === null) return `${value}.`
  if (typeof value === 'function') return `the function ${value.name || 'without a name'}: give what it returns.`
  if (!isObject(value)) return `${typeof value} ${shortText(value, 60)}.`
  if ('then' in value) return 'a promise: await it first.'
  if (Object.keys(value).join() === 'current')
    return 'an object with `current`, such as the result of renderHook(): give `result.current`.'
  if ('result' in value && 'rerender' in value) return 'what renderHook() returns: give `result.current`.'
  if (hasConnection(value))
    return 'a connection: give the fake transport or the mocked server at its other end, which keeps what arrived.'
  if (hasLinks(value)) return 'a fake transport or a mocked server: give the connection, or what a hook returned.'
  if ('topic' in value && 'table' in value)
    return "the fake client of Supabase: give one of its topics, `supabase.topic('board')`."
  if ('status' in value)
    return `an object whose status is ${shortText(value.status, 60)}: compare that, with \`expect(….status).toBe(…)\`.`
  const names = Object.keys(value).slice(0, 8)
  return `${kindOf(value) === 'Array' ? 'a list' : 'an object'} with ${names.length > 0 ? names.join(', ') : 'nothing in it'}.`
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
