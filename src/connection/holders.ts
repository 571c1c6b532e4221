/** One user's hold. `current` may be replaced at any time, so that the newest options and callbacks are used. */
export interface Holder<User> {
  /** As it is now. */
  readonly current: User
  /**
   * Its component is hidden or about to be removed: React tells the components that take its place before it tells the
   * component itself that it is gone.
   */
  readonly isHidden?: boolean
}

/**
 * Who holds a connection. Until anybody takes a hold, it is its founder's; when everybody has left, the last one to leave
 * still counts: their options are used, and their callbacks hear how it ends.
 */
export interface Holders<User> {
  /** `unclaimed` until the first one comes, `held`, then `abandoned` while nobody holds it any more. */
  readonly status: 'unclaimed' | 'held' | 'abandoned'
  /** The user whose options count: the one that holds longest. */
  current(): User
  /** Everybody whose callbacks are called. */
  users(): User[]
  add(holder: Holder<User>): void
  /** False when it was not there. */
  remove(holder: Holder<User>): boolean
  /** From now on, `areAllNew` asks about those who come from now on. */
  startGeneration(): void
  /**
   * Whether all holders that are not hidden came in this generation for the first time: none of them was there when it
   * began, or before.
   */
  areAllNew(): boolean
}

export function createHolders<User>(founder: Holder<User>): Holders<User> {
  const holders = new Set<Holder<User>>()
  /** The generation that each holder came in for the first time. */
  const firstSeen = new WeakMap<Holder<User>, number>()
  let generation = 0
  let status: Holders<User>['status'] = 'unclaimed'
  /** The one that holds longest; the founder before anybody came, and the last one after everybody left. */
  let first = founder

  function update(): void {
    const [longest = first] = holders
    first = longest
    status = holders.size > 0 ? 'held' : 'abandoned'
  }

  return {
    get status() {
      return status
    },
    current: () => first.current,
    users: () => (holders.size > 0 ? Array.from(holders, (holder) => holder.current) : [first.current]),
    add(holder) {
      if (!firstSeen.has(holder)) firstSeen.set(holder, generation)
      holders.add(holder)
      update()
    },
    remove(holder) {
      if (!holders.delete(holder)) return false
      // The last one to leave counts, also when somebody else held longer.
      if (holders.size === 0) first = holder
      update()
      return true
    },
    startGeneration() {
      generation += 1
    },
    areAllNew: () => [...holders].every((holder) => holder.isHidden || firstSeen.get(holder) === generation),
  }
}
