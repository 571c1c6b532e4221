import { createContext, createElement, type ReactElement, type ReactNode, useContext, useMemo } from 'react'
import { inDevelopment } from '../transport/development'
import type { Identity } from '../transport/identity'
import { namesOf } from '../transport/identityTexts'
import type { Transport } from '../transport/transport'
import { warnOfMissingTransport } from './missingTransport'

declare const process: { env: { NODE_ENV?: string } }

/** Returns the transport to use instead, or `undefined` to keep it. */
export type Swap = (transport: Transport) => Transport | undefined

/** The props of `WireProvider`. */
export interface WireProviderProps {
  /**
   * Transports by what the hooks were given: a url, the topic of a channel, or a `key`; or a function. What a table does not name
   * keeps its own transport, and development builds say so once; `undefined` keeps it without a word.
   */
  transports: Readonly<Record<string, Transport | undefined>> | Swap
  /** Whose hooks use them. */
  children?: ReactNode | undefined
}

const ReplacementContext = /* @__PURE__ */ createContext<Swap | null>(null)

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
    () => (typeof transports === 'function' ? transports : ({ identity }) => found(transports, identity)),
    [transports],
  )
  return createElement(ReplacementContext.Provider, { value: swap }, children)
}

/** The transport for any of the names, on behalf of the same user: two users share none. */
function found(transports: Readonly<Record<string, Transport | undefined>>, asked: Identity): Transport | undefined {
  const name = namesOf(asked).find((other) => Object.hasOwn(transports, other))
  if (name === undefined)
    inDevelopment(() => process.env.NODE_ENV !== 'production' && warnOfMissingTransport(Object.keys(transports), asked))
  const transport = name === undefined ? undefined : transports[name]
  if (!transport || transport.identity.user === asked.user) return transport
  return { ...transport, identity: { ...transport.identity, user: asked.user } }
}

/** The transport that a provider wants in the place of this one. */
export function useReplacement(transport: Transport | null): Transport | null {
  const swap = useContext(ReplacementContext)
  return (transport && swap?.(transport)) ?? transport
}
