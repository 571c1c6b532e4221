import { baseAddress } from '../../transport/baseAddress'

/**
 * An address that is relative to the page, as an absolute one; any other as it is. The platform's `WebSocket` does this itself
 * (https://websockets.spec.whatwg.org/#dom-websocket-websocket), but not that of older browsers, and not that of Firefox in a frame
 * with a `sandbox`.
 */
export function absoluteAddress(address: string): string {
  const hasScheme = /^[a-z][a-z\d+.-]*:/i.test(address)
  if (hasScheme) return address
  try {
    const { href, protocol } = new URL(address, baseAddress())
    return /^https?:$/.test(protocol) ? href.replace(/^http/, 'ws') : address
  } catch {
    // There is no page, or its own address is not one of HTTP, such as `data:`.
    return address
  }
}
