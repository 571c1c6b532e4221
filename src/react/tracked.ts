/**
 * Gives the same view of `base` and a state until a part of the state that was read from it has changed; then another one.
 * So who holds a view renders only for what they read.
 */
export function createTracked<Base extends object, State extends object>(
  base: Base,
  initial: State,
): (state: State) => Base & State {
  /** What was read from the newest view. */
  const seen = new Map<keyof State, unknown>()
  let state = initial
  let view = createView()

  function createView(): Base & State {
    return new Proxy(base as Base & State, {
      get(_, property) {
        const name = property as keyof State
        if (!(name in state)) return base[property as keyof Base]
        seen.set(name, state[name])
        return state[name]
      },
    })
  }

  return (next) => {
    state = next
    for (const [name, value] of seen) {
      if (Object.is(state[name], value)) continue
      seen.clear()
      view = createView()
    }
    return view
  }
}
