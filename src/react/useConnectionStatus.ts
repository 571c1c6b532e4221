import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { ConnectionState, ReadonlyStore } from '../connection/connectionState'

interface HasStore {
  readonly store: ReadonlyStore<ConnectionState>
}

const statusOf = ({ status }: ConnectionState): unknown => status

/**
 * The status of a connection, or whatever `select` takes from its state: a value, or an object or array of values.
 * Renders only when that changed.
 *
 * @example
 * const { lost, retryAt } = useConnectionStatus(chat, ({ lost, retryAt }) => ({ lost, retryAt }))
 */
export function useConnectionStatus<Selected = ConnectionState['status']>(
  source: HasStore,
  select?: (state: ConnectionState) => Selected,
): Selected {
  return useStore(source.store, useShallow(select ?? (statusOf as (state: ConnectionState) => Selected)))
}
