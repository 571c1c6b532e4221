import { saidBy } from '../../transport/error'

/** What can go wrong with a storage. */
export type StorageProblem =
  | 'no answer'
  | 'no claim'
  | 'cannot read'
  | 'cannot write'
  | 'slow'
  | 'cannot keep'
  | 'no message'
  | 'copy'

/** Development only: what was expected, what came, and what to do. Never what a message says. */
export function problemText(problem: StorageProblem, key: string, cause: unknown): string {
  switch (problem) {
    case 'no answer':
      return (
        'Expected the storage of the outbox to answer within 4 s, and it has not. Messages leave without waiting for it any longer. ' +
        'What is stored is sent when the answer comes. A database may be blocked by another tab that has an older version of it open.'
      )
    case 'no claim':
      return (
        `Expected to find out whether another tab uses what is stored, and it failed: ${saidBy(cause)}. ` +
        'Messages wait in memory only, so a reload loses them. What is stored stays there until this can be found out. If the storage is full, free some of it.'
      )
    case 'cannot read':
      return (
        `Expected the storage to say what an earlier page left behind, and it failed: ${saidBy(cause)}. ` +
        'Messages wait in memory only, so a reload loses them. Reading is tried again when something changes. Look whether storage is blocked, or give another one.'
      )
    case 'cannot write':
      return (
        `Expected the storage to keep what waits, and it failed: ${saidBy(cause)}. ` +
        'Messages wait in memory only, so a reload loses them. What was stored before is deleted if possible, so that nothing is sent twice. ' +
        'If the storage is full, free some of it, bound what waits with outbox.maxBytes, or use a larger one, such as idb-keyval. Writing is tried again at every change. This is said once.'
      )
    case 'slow':
      return (
        'Expected the storage to write what waits within 4 s, and it has not. Until it answers, nothing else is written, so a reload may send again what was sent meanwhile. ' +
        'A database may be blocked by another tab that has an older version of it open.'
      )
    case 'cannot keep':
      return (
        'Expected messages that the storage can keep, and got one that it cannot: webStorage() keeps what JSON can say, so no binary data, BigInt, Map or Set, and no storage keeps functions. ' +
        'That message waits in memory only; the others are stored. Use stored({ get, set, del }) of idb-keyval for binary data. This is said once.'
      )
    case 'no message':
      return `Expected a list of messages of version 1 under "${key}", and got something else in it. What is no such message is left out, and is not sent; the rest is restored. Another release may have written it.`
    case 'copy':
      return (
        'Expected messages that an earlier page of this tab left behind, and got some that a page still marks as its own, though no such page is there. They are not sent: this tab may be the copy of another one, which sent them. ' +
        'A page that crashed leaves the same behind. To keep messages over a crash, use localStorage or IndexedDB.'
      )
  }
}
