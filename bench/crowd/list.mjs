/** Who is there, read from every frame. `read` is called with the state of everybody who changed. */
export function createList(read = () => {}) {
  const states = new Map()
  /** Servers may give short names. */
  const ids = new Map()

  function put({ id, alias, state }) {
    if (alias !== undefined) ids.set(alias, id)
    states.set(id, state)
    return state
  }

  return {
    get size() {
      return states.size
    },
    states: () => states.values(),
    take({ kind, page = 1, members = [], set = [], patch = [] }) {
      if (kind === 'state' && page === 1) states.clear()
      members.forEach(put)
      for (const member of set) read(put(member))
      for (const [alias, , changed] of patch) {
        const id = ids.get(alias)
        const state = { ...states.get(id), ...changed }
        states.set(id, state)
        read(state)
      }
    },
  }
}
