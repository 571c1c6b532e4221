import { WireError } from '../transport/error'
import type { Identity } from '../transport/identity'
import { labelOf, storageNameOf } from '../transport/identityTexts'
import { createClaims } from './claim'
import { thisPage } from './claim/page'
import { snapshot } from '../transport/snapshot'
import type { OutboxKeeper, OutboxStorage, StorageParts } from './outboxStorage'
import { createKeeper } from './stored/keeper'
import type { StorageLike } from './stored/storageLike'

declare const process: { env: { NODE_ENV?: string } }

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
 * Until when: what was sent, dropped or closed is deleted. A message may go out twice when the page ends
 * before the storage has deleted it: the page crashes, the storage is slow, or it fails. When the store fails, messages wait in memory, and `onError` hears of it
 * once, with the code `storage`; what is stored is deleted if possible, and later changes are tried again. A store that
 * does not answer for 4 seconds holds up nothing any longer.
 *
 * @example
 * import { get, set, del } from 'idb-keyval'
 * useWebSocket(url, { outbox: { storage: stored({ get, set, del }) } })
 */
export function stored(storage: StorageLike): OutboxStorage {
  const keep = (parts: StorageParts): OutboxKeeper => {
    const name = storageNameOf(parts.identity)
    if (name !== null && parts.transport().does.store)
      return createKeeper({ ...parts, name, storage, page: thisPage, claims })
    parts.report(
      new WireError('storage', () => process.env.NODE_ENV !== 'production' && whyNotStored(parts.identity, name)),
    )
    return { check() {}, added() {}, changed() {}, stop() {} }
  }
  return Object.assign(keep, { copy: snapshot })
}

/** Development only. */
function whyNotStored(identity: Identity, name: string | null): string {
  if (name !== null)
    return `Messages of ${labelOf(identity)} cannot be stored, as their transport says, so they wait in memory. Leave out outbox.storage.`
  const isUserUnknown = identity.user === null
  return (
    `Expected a name to store the messages of ${labelOf(identity)} under, so that they never reach another server or another user, ` +
    'and there is none: its address is a function, or has a query, a user name or a password in it' +
    (isUserUnknown ? ', or nobody could tell later whose credentials, such as subprotocols, it uses. ' : '. ') +
    `Give the option key${isUserUnknown ? ', or where only the user is unknown, identity' : ''}. Until then messages wait in memory.`
  )
}
