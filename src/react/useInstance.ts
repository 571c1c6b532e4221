import { useState } from 'react'
import { WireError } from '../transport/error'

declare const process: { env: { NODE_ENV?: string } }

/**
 * React renders a component again at once while its keys change. After so many changes in a row the keys will never be the
 * same, and an error is thrown.
 */
const mostChangesInARow = 10

interface Instance<Keys, T> {
  readonly keys: Keys
  readonly value: T
  /** A render has found the same keys. */
  settle(): void
  /** How often the keys have changed in a row, when they change now. */
  changesInARow(): number
}

function createInstance<Keys, T>(keys: Keys, value: T, changes: number): Instance<Keys, T> {
  let isSettled = false
  return {
    keys,
    value,
    settle() {
      isSettled = true
    },
    changesInARow: () => (isSettled ? 1 : changes + 1),
  }
}

/**
 * What `make` returned, for as long as the keys stay the same. Unlike a memo it is never thrown away in between, not even
 * by a hot reload, so it may hold a connection or a state. Throws `unstable` when the keys are other ones in every render.
 * @param make Gets what it returned for the keys before, if there were any.
 * @param isSame Compares two lists of keys. @default by identity, key by key
 */
export function useInstance<Keys extends readonly unknown[], T>(
  keys: Keys,
  make: (previous: T | undefined) => T,
  isSame: (one: Keys, other: Keys) => boolean = areSame,
): T {
  const [instance, setInstance] = useState(() => createInstance(keys, make(undefined), 0))
  if (isSame(instance.keys, keys)) {
    instance.settle()
    return instance.value
  }
  const changes = instance.changesInARow()
  if (changes > mostChangesInARow) throw unstable()
  const next = createInstance(keys, make(instance.value), changes)
  setInstance(next)
  return next.value
}

/** The same keys in the same places. */
export function areSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((key, index) => Object.is(key, other[index]))
}

function unstable(): WireError {
  return new WireError(
    'unstable',
    () =>
      process.env.NODE_ENV !== 'production' &&
      'Expected a client, socket, connection or list of events that stays the same from render to render, and got another one in every render. ' +
        'Make it outside of the component, or keep it with useState(() => …).',
  )
}
