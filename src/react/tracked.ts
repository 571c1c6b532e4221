import type { ReadonlyStore } from '../connection/state'

/** Views of a store for `useSyncExternalStore`: there is a new one when something that was read has changed. */
export interface Tracked<View> {
  subscribe(onChange: () => void): () => void
  getView(): View
  getServerView(): View
}

/** A view has everything of `base`, and every part of the state of `store`. */
export function createTracked<Base extends object, State extends object>(
  base: Base,
  store: ReadonlyStore<State>,
): Tracked<Base & State> {
  /** What was read from the newest view. */
  const seen = new Map<keyof State, unknown>()
  let state = store.getState()
  let view = createView()

  function createView(): Base & State {
    return new Proxy(base as Base & State, {
      get(_, name) {
        if (!(name in state)) return base[name as keyof Base]
        seen.set(name as keyof State, state[name as keyof State])
        return state[name as keyof State]
      },
    })
  }

  function show(next: State): Base & State {
    state = next
    for (const [part, value] of seen) {
      if (Object.is(state[part], value)) continue
      seen.clear()
      view = createView()
    }
    return view
  }

  return {
    subscribe: store.subscribe,
    getView: () => show(store.getState()),
    getServerView: () => show(store.getInitialState()),
  }
}
