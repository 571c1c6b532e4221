import type { CloseReason } from './closeReason'
import { textOf, WireError } from './error'
import { shownAddress } from './identityTexts'

declare const process: { env: { NODE_ENV?: string } }

/**
 * What platforms throw where the page or the program may not open an address: browsers a `SecurityError`, Firefox also an exception of
 * its own, which is no `Error`; Deno a `NotCapable`, and before version 2 a `PermissionDenied`.
 */
const namesOfErrors = ['SecurityError', 'NS_ERROR_CONTENT_BLOCKED', 'NotCapable', 'PermissionDenied']

/** Why there is no link, where the platform threw because the page may not open that address; otherwise `undefined`. */
export function forbiddenReason(cause: unknown, address: unknown): CloseReason | undefined {
  const { name } = (cause ?? {}) as { name?: string }
  if (!namesOfErrors.includes(String(name))) return undefined
  const error = new WireError(
    'forbidden',
    () => process.env.NODE_ENV !== 'production' && forbiddenText(String(name), address),
    cause,
  )
  return { kind: 'forbidden', verdict: 'fail', error }
}

/** Development only. What the platform says is left out: some write the whole address into it, tokens included. */
function forbiddenText(name: string, address: unknown): string {
  const shown = shownAddress(textOf(address)) || 'that address'
  return `Expected to be allowed to open ${shown}, but the platform forbids it with a ${name}. On a page, look at its Content-Security-Policy (connect-src must name the server), at the sandbox of its frame, and whether a page over https: opens ws: instead of wss:. In Deno, look at --allow-net.`
}
