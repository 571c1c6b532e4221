import { browserNetwork, type Network } from './network'

/** What connections use that were given nothing else. */
export const platform: { network: Network } = { network: browserNetwork }

/**
 * Sets the network of every connection that is made from now on without the option `network`. Call it once, before the first component
 * is rendered.
 *
 * @example
 * setNetwork(reactNativeNetwork({ AppState, NetInfo }))
 */
export function setNetwork(network: Network): void {
  platform.network = network
}
