import { callGuarded } from './guarded'

/**
 * Run to completion: a move changes every part first, and everybody is told afterwards. So a listener may call
 * anything: all parts agree with each other, and a new move is complete before the next listener hears of anything.
 */
export interface Moves {
  /**
   * Makes a change that comes from outside: a call of the user's, a timer, the network. A change that is requested while
   * another one runs, for example by the user's `shouldReconnect`, starts after that one.
   */
  run(change: () => void): void
  /** Calls a listener as soon as no change is under way, in order. What it throws is reported, and stops nobody else. */
  tell(listener: () => void): void
}

export function createMoves(failed: (cause: unknown) => void): Moves {
  const changes: (() => void)[] = []
  const news: (() => void)[] = []
  let isChanging = false
  let isTelling = false

  function changeAll(): void {
    if (isChanging) return
    isChanging = true
    try {
      for (let change = changes.shift(); change; change = changes.shift()) change()
    } finally {
      isChanging = false
      // A change that throws is a bug, and what waits behind it is made all the same.
      if (changes.length > 0) changeAll()
    }
  }

  function tellAll(): void {
    if (isChanging || isTelling) return
    isTelling = true
    for (let listener = news.shift(); listener; listener = news.shift()) callGuarded(listener, failed)
    isTelling = false
  }

  return {
    run(change) {
      changes.push(change)
      try {
        changeAll()
      } finally {
        tellAll()
      }
    },
    tell(listener) {
      if (isChanging || isTelling) return void news.push(listener)
      // Nothing waits, so every message takes this short way.
      isTelling = true
      callGuarded(listener, failed)
      isTelling = false
      if (news.length > 0) tellAll()
    },
  }
}
