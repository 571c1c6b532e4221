import { isPlainObject } from '../../transport/plainObject'
import { uniqueId } from '../../transport/uniqueId'
import type { Exclusion, ExclusionParts } from './exclusion'

/** What a page writes down for all pages to read. */
interface Lease {
  /** Who wrote it. */
  readonly owner: string
  /** A page that asks writes itself down first, and reads later whether another one did so, too. */
  readonly status: 'asking' | 'held'
  /** Wall time after which anybody may take it. */
  readonly until: number
}

/**
 * How long a lease lasts unless it is renewed, in milliseconds. Browsers run the timers of a hidden page once a minute
 * (https://developer.chrome.com/blog/timer-throttling-in-chrome-88): such a page must not lose it.
 */
const leaseMs = 80_000
/** How long before its end the holder stops relying on it, in milliseconds: the clocks of other pages may differ a little. */
const marginMs = 10_000
const renewMs = 5000
/** After so many milliseconds every page has seen what another one wrote to `localStorage`. */
const seenAfterMs = 150
/** After so many milliseconds an answer was seen, too: the holder writes its lease again when another page wrote over it. */
const answeredAfterMs = 2 * seenAfterMs

/**
 * Keeps other pages out where there are no Web Locks: with a lease in `localStorage`, by Fischer's mutual exclusion
 * (Lamport, "A Fast Mutual Exclusion Algorithm", 1987). A page that finds no lease writes its own, waits until everybody
 * must have seen it, and reads: the page that wrote last has it. The holder renews it, and gives it back when the page is
 * left. What a page that crashed held is free when its time is up.
 */
export function excludeByLease(area: Storage, parts: ExclusionParts): Exclusion {
  const { name, page, clock, events, unusable } = parts
  const key = `${name} lease`
  const owner = uniqueId()
  let status: 'waiting' | 'asking' | 'held' | 'away' | 'released' = 'asking'
  /** Until when this page relies on its lease. Two clocks: one stops while the machine sleeps, the user sets the other. */
  let end = { now: 0, date: 0 }
  /** The lease of somebody else, and since when it is the same: should the clock be wrong, it runs out all the same. */
  let seen = { text: '', since: 0 }
  let cancelTimer = clock.after(0, ask)

  function later(delay: number, run: () => void): void {
    cancelTimer()
    cancelTimer = clock.after(delay, run)
  }

  /**
   * Runs later, with what the other pages have written until then. A timer that is late tells that this page slept: what
   * was written meanwhile may arrive after the timer has run, so a little more time is given.
   */
  function afterOthersWrote(delay: number, run: () => void): void {
    const latest = clock.date() + delay + seenAfterMs
    later(delay, () => {
      if (clock.date() > latest) later(seenAfterMs, run)
      else run()
    })
  }

  /** The lease, unless it has run out. */
  function read(): Lease | null {
    const text = area.getItem(key) ?? ''
    if (text !== seen.text) seen = { text, since: clock.now() }
    const lease = parse(text)
    if (!lease || lease.owner === owner) return lease
    const isOver = lease.until <= clock.date() || clock.now() - seen.since >= leaseMs
    return isOver ? null : lease
  }

  function write(as: Lease['status']): void {
    const lease: Lease = { owner, status: as, until: clock.date() + leaseMs }
    area.setItem(key, JSON.stringify(lease))
    end = { now: clock.now() + leaseMs - marginMs, date: clock.date() + leaseMs - marginMs }
  }

  function ask(): void {
    try {
      const lease = read()
      if (lease && lease.owner !== owner) return wait(lease)
      write('asking')
      status = 'asking'
      afterOthersWrote(answeredAfterMs, confirm)
    } catch (cause) {
      cannotWrite(cause)
    }
  }

  function wait({ until }: Lease): void {
    const isNew = status !== 'waiting'
    status = 'waiting'
    afterOthersWrote(Math.min(until - clock.date(), leaseMs), ask)
    if (isNew) events.taken()
  }

  /** Another page may have written meanwhile, too: then that one has it. */
  function confirm(): void {
    try {
      if (read()?.owner !== owner || isOver()) return ask()
      write('held')
      status = 'held'
      later(renewMs, renew)
      events.granted()
    } catch (cause) {
      cannotWrite(cause)
    }
  }

  function cannotWrite(cause: unknown): void {
    // Some browsers have a storage that is always empty and takes nothing: nobody can use that.
    if (isEmpty(area)) return unusable()
    const isNew = status !== 'waiting'
    status = 'waiting'
    afterOthersWrote(renewMs, ask)
    if (isNew) events.failed(cause)
  }

  function renew(): void {
    if (isOver()) return lose()
    later(renewMs, renew)
    try {
      write('held')
    } catch {
      // The storage is full. The lease lasts for a while yet, and is lost after that.
    }
  }

  function isOver(): boolean {
    return clock.now() >= end.now || clock.date() >= end.date
  }

  function lose(): void {
    status = 'asking'
    afterOthersWrote(seenAfterMs, ask)
    events.lost()
  }

  /** Another page wrote, or deleted. */
  function changed(lease: Lease | null): void {
    if (status === 'waiting' && !lease) return afterOthersWrote(seenAfterMs, ask)
    if (status !== 'held' || lease?.owner === owner) return
    // A page that asks has not seen our lease yet: write it again. If two pages hold it, the smaller owner id keeps it.
    if (lease?.status === 'held' && lease.owner < owner) lose()
    else renew()
  }

  function giveBack(): void {
    cancelTimer()
    try {
      if (parse(area.getItem(key) ?? '')?.owner === owner) area.removeItem(key)
    } catch {
      // The storage was forbidden meanwhile. The lease runs out by itself.
    }
  }

  const stopListening = [
    page.listen('storage', (event) => {
      if (event.key === key || event.key === null) changed(read())
    }),
    // Whether the page comes back or not: meanwhile it cannot renew anything.
    page.listen('pagehide', () => {
      const wasHeld = status === 'held'
      status = 'away'
      giveBack()
      if (wasHeld) events.lost()
    }),
    page.listen('pageshow', () => {
      if (status === 'away') afterOthersWrote(seenAfterMs, ask)
    }),
  ]

  return {
    check() {
      if (status === 'held' && isOver()) lose()
    },
    release() {
      status = 'released'
      for (const stop of stopListening) stop()
      giveBack()
      return Promise.resolve()
    },
  }
}

function parse(text: string): Lease | null {
  try {
    const value: unknown = JSON.parse(text)
    return isLease(value) ? value : null
  } catch {
    // Nothing is written, or nothing that this library wrote.
    return null
  }
}

function isLease(value: unknown): value is Lease {
  if (!isPlainObject(value)) return false
  const { owner, status, until } = value
  return typeof owner === 'string' && (status === 'asking' || status === 'held') && typeof until === 'number'
}

function isEmpty(area: Storage): boolean {
  try {
    return area.length === 0
  } catch {
    return true
  }
}
