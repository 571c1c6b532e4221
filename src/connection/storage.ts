import { WireError } from '../transport/error'
import { isArrayBuffer, isBlob } from '../transport/frame'
import type { Identity } from '../transport/identity'
import { labelOf, storageNameOf } from '../transport/identityTexts'
import { createClaims } from './claim'
import { thisPage } from './claim/page'
import type { OutboxStorage } from './outboxStorage'
import { createKeeper } from './storage/keeper'
import type { StorageLike } from './storage/storageLike'

declare const process: { env: { NODE_ENV?: string } }

export type { StorageLike } from './storage/storageLike'

const claims = /* @__PURE__ */ createClaims(thisPage)

/**
 * Keeps what waits in an outbox in a key-value store, so that it survives a reload.
 *
 * What is kept: every waiting message, as it was sent, until it settles or its `ttl` is over. Requests are left out, since
 * a later page would not hear their answers. It is stored under `wirehooks outbox` and the name of the connection's
 * identity.
 *
 * By whom: one page of an origin at a time. It has a Web Lock (https://www.w3.org/TR/web-locks/), or a lease in
 * `localStorage` where there are none. The others keep what waits in memory, and the next of them inherits what is stored
 * when the first one is gone. With `sessionStorage`, every tab has what it stored itself; a tab that was duplicated does
 * not send what the copy holds.
 *
 * Until when: what was sent, dropped or closed is deleted. A message may go out twice only when the page dies in the
 * moment it is sent, before that is written. When the store fails, messages wait in memory, and `onError` hears of it
 * once, with the code `storage`; what is stored is deleted if possible, and later changes are tried again. A store that
 * does not answer for 4 seconds holds up nothing any longer.
 *
 * @example
 * import { get, set, del } from 'idb-keyval'
 * useWebSocket(url, { outbox: { storage: stored({ get, set, del }) } })
 */
export function stored(storage: StorageLike): OutboxStorage {
  return (parts) => {
    const name = storageNameOf(parts.identity)
    if (name !== null && parts.transport().does.store)
      return createKeeper({ ...parts, name, storage, page: thisPage, claims })
    parts.report(
      new WireError('storage', () => process.env.NODE_ENV !== 'production' && whyNotStored(parts.identity, name)),
    )
    return { check() {}, added() {}, changed() {}, stop() {} }
  }
}

/** Development only. */
function whyNotStored(identity: Identity, name: string | null): string {
  if (name !== null)
    return `Messages of ${labelOf(identity)} cannot be stored, as their transport says, so they wait in memory. Leave out outbox.storage.`
  return (
    `Expected a name to store the messages of ${labelOf(identity)} under, so that they never reach another server or another user, ` +
    'and there is none: its address is a function or has a query, or its credentials, subprotocols among them, may be those of anybody. ' +
    'Give the option key or identity. Until then messages wait in memory.'
  )
}

/**
 * `localStorage` or `sessionStorage` as a store for an outbox. It keeps what JSON can say: a message with binary data, a
 * BigInt, a Map or a Set waits in memory only. Nothing is touched before it is used, so it may be called where there is no
 * such storage.
 *
 * `localStorage` keeps messages until they settle, over crashes too, and for all tabs. `sessionStorage` keeps them for the
 * next page of the same tab, but not when a page crashes in the foreground: what it leaves cannot be told from the copy that
 * a duplicated tab holds. Frames of one tab share it, so only one of them may have a connection of the same name.
 * @param area Called at every use. @default () => localStorage
 *
 * @example
 * useWebSocket(url, { outbox: { storage: stored(webStorage(() => sessionStorage)) } })
 */
export function webStorage(area: () => Storage = () => localStorage): StorageLike {
  return {
    get scope() {
      return isOfTab(area) ? 'tab' : 'origin'
    },
    get(key) {
      const text = area().getItem(key)
      try {
        return JSON.parse(text ?? 'null')
      } catch {
        return text
      }
    },
    set: (key, value) => area().setItem(key, JSON.stringify(value)),
    del: (key) => area().removeItem(key),
    keeps: isJson,
  }
}

function isOfTab(area: () => Storage): boolean {
  try {
    return area() === globalThis.sessionStorage
  } catch {
    // Storage is blocked, or there is none: nothing will be kept.
    return false
  }
}

/** Whether JSON gives back what it was given, as far as a codec would write it again. */
function isJson(value: unknown): boolean {
  try {
    return hasOnlyJson(value)
  } catch {
    // It contains itself, or something in it throws.
    return false
  }
}

function hasOnlyJson(value: unknown): boolean {
  if (typeof value === 'bigint') return false
  if (typeof value !== 'object' || value === null) return true
  const isBinary = isArrayBuffer(value) || ArrayBuffer.isView(value) || isBlob(value)
  return !isBinary && !(value instanceof Map) && !(value instanceof Set) && Object.values(value).every(hasOnlyJson)
}
