import { baseAddress } from './baseAddress'

/** The parts of an address. */
export interface Address {
  /** `wss:` */
  readonly protocol: string
  /** With the port, if it is not that of the protocol. */
  readonly host: string
  readonly pathname: string
  readonly search: string
  /** Whether a user name or a password is in it. */
  readonly hasUser: boolean
}

/**
 * Reads an absolute address, or one of this page. Throws where it is none.
 *
 * `ws:` is read as `http:`, whose parts are the same (https://url.spec.whatwg.org/#special-scheme): the `URL` of React Native knows the
 * host and the path of `http:` and `https:` only.
 */
export function readAddress(address: string | URL): Address {
  const text = String(address)
  const webSocketScheme = /^\s*ws(?=s?:)/i
  const url = new URL(text.replace(webSocketScheme, 'http'), baseAddress())
  const { host, pathname, search, username, password } = url
  const protocol = webSocketScheme.test(text) ? url.protocol.replace('http', 'ws') : url.protocol
  return { protocol, host, pathname, search, hasUser: username !== '' || password !== '' }
}
