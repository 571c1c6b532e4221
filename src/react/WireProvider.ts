import { createContext, createElement, type ReactElement, type ReactNode, useContext, useMemo } from 'react'
import { namesOf } from '../transport/identityTexts'
import type { Transport } from '../transport/transport'

/** What a hook shall use instead of the transport it would; `undefined` leaves it as it is. */
export type Swap = (transport: Transport) => Transport | undefined

/** The props of `WireProvider`. */
export interface WireProviderProps {
  /** Transports by what the hooks were given: a url, the topic of a channel, or a `key`; or a function. */
  transports: Readonly<Record<string, Transport>> | Swap
  /** Whose hooks use them. */
  children?: ReactNode | undefined
}

const Swapping = /* @__PURE__ */ createContext<Swap | null>(null)

/**
 * Has all hooks below use other transports, without a word to the components: for tests, stories and previews. Of several
 * providers the nearest one counts.
 *
 * @example
 * const fake = createFakeTransport()
 * render(<WireProvider transports={{ 'wss://example.com/live': fake }}><Chat /></WireProvider>)
 */
export function WireProvider({ transports, children }: WireProviderProps): ReactElement {
  const swap = useMemo<Swap>(
    () => (typeof transports === 'function' ? transports : ({ identity }) => found(transports, namesOf(identity))),
    [transports],
  )
  return createElement(Swapping.Provider, { value: swap }, children)
}

/** The transport for any of these names. */
function found(transports: Readonly<Record<string, Transport>>, names: readonly string[]): Transport | undefined {
  const name = names.find((name) => Object.hasOwn(transports, name))
  return name === undefined ? undefined : transports[name]
}

/** The transport that a provider wants in the place of this one. */
export function useSwapped(transport: Transport | null): Transport | null {
  const swap = useContext(Swapping)
  return (transport && swap?.(transport)) ?? transport
}
