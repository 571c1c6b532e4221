import { browserNetwork, type Network } from './network'

let current = browserNetwork

/** The network of connections that are given none. */
export const defaultNetwork = (): Network => current

/**
 * Sets the network of every connection that is made from now on without the option `network`. Call it once, before the first component
 * is rendered.
 *
 * @example
 * setNetwork(reactNativeNetwork({ AppState, NetInfo }))
 */
export function setNetwork(network: Network): void {
  current = network
}
