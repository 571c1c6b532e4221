import { createContext, createElement, type ReactElement, type ReactNode, useContext, useMemo } from 'react'
import type { Transport } from '../transport/transport'

/** What a hook shall use instead of the transport it would; `undefined` leaves it as it is. */
export type Swap = (transport: Transport) => Transport | undefined

/** The props of `WireProvider`. */
export interface WireProviderProps {
  /** Transports by what the hooks were given: a url, the topic of a channel, or a `key`; or a function. */
  transports: Readonly<Record<string, Transport>> | Swap
  /** Whose hooks use them. */
  children?: ReactNode
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
    () => (typeof transports === 'function' ? transports : ({ key }) => transports[nameIn(transports, key)]),
    [transports],
  )
  return createElement(Swapping.Provider, { value: swap }, children)
}

/** The name among these that a transport was made with. */
function nameIn(transports: Readonly<Record<string, Transport>>, key: string | null): string {
  const parts: unknown = key?.startsWith('[') ? JSON.parse(key) : []
  return Object.keys(transports).find((name) => Array.isArray(parts) && parts.includes(name)) ?? ''
}

export function useSwapped(transport: Transport | null): Transport | null {
  const swap = useContext(Swapping)
  return (transport && swap?.(transport)) ?? transport
}
