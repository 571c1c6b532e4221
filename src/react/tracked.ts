import type { ReadonlyStore } from '../connection/connectionState'

/** A state in parts. */
export interface Parts<State> {
  readonly names: readonly (keyof State)[]
  /** @param isInitial Reads it as it was before anything happened, as the server saw it. */
  read<Name extends keyof State>(name: Name, isInitial: boolean): State[Name]
  /** Calls `listener` when this part may have changed; returns what stops it. */
  subscribe(name: keyof State, listener: () => void): () => void
}

/** A source of views for `useSyncExternalStore`. */
export interface Tracked<View> {
  subscribe(onChange: () => void): () => void
  getView(): View
  getServerView(): View
}

/**
 * Objects with everything of `base` and the parts of a state, as getters of their own: they can be spread, listed and
 * compared. Reading a part subscribes to it. The view stays the same object until a field that was read changes, so a
 * component renders only for what it read.
 */
export function createTracked<Base extends object, State extends object>(
  base: Base,
  { names, read, subscribe }: Parts<State>,
): Tracked<Base & State> {
  /** What was read from the newest view. */
  const seen = new Map<keyof State, unknown>()
  /** What stops the listening to each part; empty before React listens. */
  const stops = new Map<keyof State, () => void>()
  let status: 'unobserved' | 'observed' = 'unobserved'
  /** Tells React, while it observes the views. */
  let onChange = (): void => {}
  let isInitial = false
  const getters = Object.fromEntries(
    names.map((name) => [name, { enumerable: true, get: () => readAndListen(name) }]),
  ) as PropertyDescriptorMap
  let view = createView()

  function createView(): Base & State {
    return Object.defineProperties({ ...base }, getters) as Base & State
  }

  function readAndListen(name: keyof State): unknown {
    const value = read(name, isInitial)
    // What was read first is what was rendered: a later read, from an effect, may see a newer value.
    if (!seen.has(name)) seen.set(name, value)
    listen(name)
    return value
  }

  function listen(name: keyof State): void {
    if (status === 'observed' && !stops.has(name)) stops.set(name, subscribe(name, onChange))
  }

  function viewOf(nowInitial: boolean): Base & State {
    isInitial = nowInitial
    for (const [name, value] of seen) {
      if (Object.is(read(name, isInitial), value)) continue
      seen.clear()
      view = createView()
      break
    }
    return view
  }

  return {
    subscribe(listener) {
      status = 'observed'
      onChange = listener
      for (const name of seen.keys()) listen(name)
      return () => {
        for (const stop of stops.values()) stop()
        stops.clear()
        status = 'unobserved'
      }
    },
    getView: () => viewOf(false),
    getServerView: () => viewOf(true),
  }
}

/** Every part of a store's state. */
export function partsOf<State extends object>(store: ReadonlyStore<State>): Parts<State> {
  return {
    names: Object.keys(store.getInitialState()) as (keyof State)[],
    read: (name, isInitial) => (isInitial ? store.getInitialState() : store.getState())[name],
    subscribe: (_, listener) => store.subscribe(listener),
  }
}
