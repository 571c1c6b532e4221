/** One user's hold. `current` may be replaced at any time, so that the newest options and callbacks are used. */
export interface Holder<User> {
  /** As it is now. */
  readonly current: User
  /**
   * React has cleaned up this component's layout effects: it is suspended, hidden or about to be removed. Until its
   * passive cleanup runs, it still holds the connection, although its replacement may hold it too.
   */
  readonly isHidden?: boolean
}

/**
 * Who holds a connection. Until anybody takes a hold, the holder that it was made for counts; when everybody has left,
 * the last one to leave still counts: their options are used, and their callbacks hear how it ends.
 */
export interface Holders<User> {
  /** `unclaimed` until the first one comes, `held`, then `abandoned` while nobody holds it any more. */
  readonly status: 'unclaimed' | 'held' | 'abandoned'
  /** The user whose options count: the one that holds longest. */
  current(): User
  /** Everybody whose callbacks are called. */
  all(): User[]
  add(holder: Holder<User>): void
  /** False when it was not there. */
  remove(holder: Holder<User>): boolean
  /** Call it when the connection was closed or gave up: only holders that come later count as new from then on. */
  startGeneration(): void
  /** Every holder came for the first time after the last `startGeneration`: then a connection that was closed may start. */
  areAllNew(): boolean
  /** The same of those that are shown. The others may be about to be removed. */
  areVisibleNew(): boolean
}

export function createHolders<User>(firstHolder: Holder<User>): Holders<User> {
  const holders = new Set<Holder<User>>()
  /** The generation that each holder came in for the first time. */
  const firstSeen = new WeakMap<Holder<User>, number>()
  let generation = 0
  let status: Holders<User>['status'] = 'unclaimed'
  /** The one that holds longest; `firstHolder` before anybody came, and the last one after everybody left. */
  let first = firstHolder

  function update(): void {
    const [longest] = holders
    if (longest) first = longest
    status = holders.size > 0 ? 'held' : 'abandoned'
  }

  const isNew = (holder: Holder<User>): boolean => firstSeen.get(holder) === generation

  return {
    get status() {
      return status
    },
    current: () => first.current,
    all: () => (holders.size > 0 ? Array.from(holders, (holder) => holder.current) : [first.current]),
    add(holder) {
      if (!firstSeen.has(holder)) firstSeen.set(holder, generation)
      holders.add(holder)
      update()
    },
    remove(holder) {
      if (!holders.delete(holder)) return false
      update()
      return true
    },
    startGeneration() {
      generation += 1
    },
    areAllNew: () => [...holders].every(isNew),
    areVisibleNew: () => [...holders].every((holder) => holder.isHidden || isNew(holder)),
  }
}
