import { baseAddress } from './baseAddress'

/** The parts of an address. */
export interface Address {
  /** `wss:` */
  readonly protocol: string
  /** With the port, if it is not that of the protocol; empty where there is no `//`. */
  readonly host: string
  readonly pathname: string
  /** Empty, or with its question mark. */
  readonly search: string
  /** Whether a user name or a password is in it. */
  readonly hasUser: boolean
}

/** https://url.spec.whatwg.org/#url-writing, of an address that was parsed already. */
const parts =
  /^(?<protocol>[a-z][a-z\d+.-]*:)(?:\/\/(?<user>[^/?#]*@)?(?<host>[^/?#]*))?(?<path>[^?#]*)(?<search>\?[^#]+)?/i

/**
 * Reads an absolute address, or one of this page. Throws a `TypeError` where it is none.
 *
 * The platform's `URL` resolves and normalizes the address, and nothing else is asked of it: in the one of React Native, the host and
 * the path are those of `http:` alone, and are taken from the query where that has a `/`, a `:` or an `@`.
 */
export function readAddress(address: string | URL): Address {
  const { href } = new URL(address, baseAddress())
  const groups = parts.exec(href)?.groups
  if (!groups?.protocol) throw new TypeError('no address')
  const { protocol, user, host, path = '', search = '' } = groups
  return {
    protocol: protocol.toLowerCase(),
    host: host?.toLowerCase() ?? '',
    pathname: path || (host ? '/' : ''),
    search,
    hasUser: user !== undefined,
  }
}
