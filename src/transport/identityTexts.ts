import { type Address, readAddress } from './address'
import type { Identity, IdentityParts } from './identity'

/** For people: the transport, and scheme, host and path. Never a query, a subprotocol, a header or a token. */
export function labelOf({ parts }: Identity): string {
  return `${parts.transport} ${placeOf(parts)}`.trim()
}

/** What a transport was made with, as texts: a url, a topic, a key. `WireProvider` finds it by any of them. */
export function namesOf({ parts }: Identity): readonly string[] {
  const { address, key, names = [] } = parts
  const text = address instanceof URL ? address.href : address
  return [...(typeof text === 'string' ? [text] : []), ...(key === undefined ? [] : [key]), ...names]
}

/**
 * Under which name messages may be stored, so that a later page finds them, and nobody else; `null` when nothing may be
 * stored: the address is a function or has a query, or nobody knows on whose behalf it is, and there is no `key`.
 */
export function storageNameOf({ parts, user }: Identity): string | null {
  const { transport, key, label, address, isDynamicAddress, hasDynamicCredentials, storageNeedsUser } = parts
  const isPlain = !isDynamicAddress && (label !== undefined || isPlainAddress(address))
  const isOwned = (!hasDynamicCredentials && !storageNeedsUser) || user !== null
  if (key === undefined && !(isPlain && isOwned)) return null
  return JSON.stringify([transport, isDynamicAddress ? null : placeOf(parts), key, user])
}

/** Scheme, host and path of an address: what may be shown. Empty where it is no url. */
export function shownAddress(address: unknown): string {
  const url = parsed(address)
  if (!url) return ''
  // An address without a host, such as `localhost:3000`, whose scheme was forgotten.
  return url.host || url.protocol === 'file:'
    ? `${url.protocol}//${url.host}${url.pathname}`
    : url.protocol + url.pathname
}

function placeOf({ label, address }: IdentityParts): string {
  return label ?? shownAddress(address)
}

/** An address that says nothing secret, and always leads to the same place. */
function isPlainAddress(address: unknown): boolean {
  const url = parsed(address)
  return !!url && !url.search && !url.hasUser
}

function parsed(address: unknown): Address | undefined {
  if (typeof address !== 'string' && !(address instanceof URL)) return undefined
  try {
    return readAddress(address)
  } catch {
    return undefined
  }
}
