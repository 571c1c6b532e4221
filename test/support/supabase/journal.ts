import { createSignal, type Observable } from '../until'

/** Something that happened: on a socket, or a request over HTTP. */
export interface Entry {
  readonly what: 'open' | 'close' | 'join' | 'refuse' | 'leave' | 'end' | 'receive' | 'send' | 'request' | 'error'
  /** Without `realtime:`. */
  readonly topic?: string
  /** Of a request its method and path. */
  readonly event?: string
  readonly payload?: unknown
  /** As whom somebody joined. */
  readonly role?: string
}

/** What happened, oldest first. A test can look at it again at every change: `until(journal, …)`. */
export interface Journal extends Observable {
  readonly entries: readonly Entry[]
  write(entry: Entry): void
  count(what: Entry['what'], topic?: string): number
}

/** The oldest go when there are more: a page with a story may stay open for days. */
const kept = 10_000

export function createJournal(): Journal {
  const signal = createSignal()
  const entries: Entry[] = []
  return {
    entries,
    subscribe: signal.subscribe,
    write(entry) {
      entries.push(entry)
      if (entries.length > kept) entries.shift()
      signal.notify()
    },
    count: (what, topic) =>
      entries.filter((entry) => entry.what === what && (topic === undefined || entry.topic === topic)).length,
  }
}
