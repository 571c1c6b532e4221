import { browserNetwork, type Network } from './network'

/** Shared by all copies of the library: an application may load one for `import` and one for `require`. */
const key = /* @__PURE__ */ Symbol.for('wirehooks network 1')

interface Shared {
  [key]?: Network
}

/** The network of connections that are given none. */
export function defaultNetwork(): Network {
  return (globalThis as Shared)[key] ?? browserNetwork
}

/**
 * Sets the network of every connection that is made from now on without the option `network`. Call it once, before the first component
 * is rendered.
 *
 * @example
 * setNetwork(reactNativeNetwork({ AppState, NetInfo }))
 */
export function setNetwork(network: Network): void {
  const shared = globalThis as Shared
  shared[key] = network
}
