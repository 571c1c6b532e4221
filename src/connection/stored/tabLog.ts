import { isPlainObject } from '../../transport/plainObject'
import { uniqueId } from '../../transport/uniqueId'
import type { Claim } from '../claim'
import { erase } from './erase'
import type { StoredLog, StoredLogParts } from './storedLog'

/** How long a page that was left may still have its lock while the next page starts, in milliseconds. */
const longestLeavingMs = 2000

/**
 * A log in the storage of one tab, such as `sessionStorage`. A browser that duplicates a tab, or opens a window from it,
 * copies that storage, so the same messages are found in two tabs. Therefore each message says which log it belongs to,
 * and the id of the log is what is claimed. While a page uses its log, a mark beside it says so; a page that is left, or
 * comes to the background, takes the mark away. So a log without a mark was left to the next page of this tab. A log
 * with a mark is a copy of what another tab uses, or used: it is left out, and a new log is begun.
 */
export function openTabLog(parts: StoredLogParts): StoredLog {
  const { storage, key, clock, page, claims, events, leftOut } = parts
  const markKey = `${key} in use`
  let id = uniqueId()
  let claim: Claim | null = null
  let status: 'asking' | 'held' | 'released' = 'asking'
  /** Whether this page has stored messages. */
  let hasWritten = false
  let cancelGivingUp = (): void => {}

  const isReleased = (): boolean => status === 'released'

  async function find(): Promise<void> {
    const { found, isMarked } = await readMark()
    if (isReleased()) return
    if (found === null) claimLog(id)
    else if (isMarked) claimCopy(found)
    else claimLog(found)
  }

  /** Which log is stored, and whether a page marked it as its own. */
  async function readMark(): Promise<{ found: string | null; isMarked: boolean }> {
    const found = logIdOf(await storage.get(key))
    const mark = await storage.get(markKey)
    return { found, isMarked: found !== null && found === mark }
  }

  /** Runs `run`, and reports what it throws, unless the log was released meanwhile. */
  async function reportingErrors(run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (cause) {
      if (!isReleased()) events.failed(cause)
    }
  }

  function claimLog(own: string): void {
    id = own
    claim = claims({
      name: `${key} ${own}`,
      clock,
      events: {
        ...events,
        granted() {
          cancelGivingUp()
          status = 'held'
          events.granted()
        },
        taken() {
          cancelGivingUp()
          cancelGivingUp = clock.after(longestLeavingMs, beginNew)
        },
        lost() {
          status = 'asking'
          events.lost()
        },
      },
    })
  }

  /**
   * The mark says that another page uses this log. Its lock is requested only to find out whether that page still
   * exists.
   */
  function claimCopy(foreign: string): void {
    claim = claims({
      name: `${key} ${foreign}`,
      clock,
      events: { ...events, granted: () => void reportingErrors(leaveOut), taken: beginNew, lost() {} },
    })

    async function leaveOut(): Promise<void> {
      const { found, isMarked } = await readMark()
      if (isReleased()) return
      if (isMarked && found === foreign) {
        leftOut()
        return beginNew()
      }
      // The page that marked it was this one, for a connection that has just ended.
      claim?.release()
      return find()
    }
  }

  function beginNew(): void {
    cancelGivingUp()
    claim?.release()
    events.taken()
    void reportingErrors(async () => {
      // A copy would look like this tab's own to a later page.
      await erase(storage, key)
      await erase(storage, markKey)
      if (!isReleased()) claimLog(uniqueId())
    })
  }

  function mark(): void {
    if (status === 'held' && hasWritten) void ignoringErrors(() => storage.set(markKey, id))
  }

  /** A message without a log was stored by an earlier version, before there were copies to tell apart. */
  function isOwn(message: unknown): boolean {
    const log = logOf(message)
    return log === undefined || log === id
  }

  async function unmark(): Promise<void> {
    if (hasWritten) await ignoringErrors(() => storage.del(markKey))
  }

  const stopListening = [
    page.listen('pagehide', () => void unmark()),
    page.listen('pageshow', mark),
    page.listen('visibilitychange', () => (page.isHidden() ? void unmark() : mark())),
  ]
  void reportingErrors(find)

  return {
    check: () => claim?.check(),
    async read() {
      const stored = await storage.get(key)
      return Array.isArray(stored) ? stored.filter(isOwn) : stored
    },
    async write(messages) {
      hasWritten = messages.length > 0
      if (!hasWritten) {
        await erase(storage, key)
        return erase(storage, markKey)
      }
      if (!page.isHidden()) await storage.set(markKey, id)
      await storage.set(
        key,
        messages.map((message) => ({ ...message, log: id })),
      )
    },
    release(lastUse = Promise.resolve()) {
      status = 'released'
      cancelGivingUp()
      for (const stop of stopListening) stop()
      claim?.release(lastUse.then(unmark))
    },
  }
}

function logIdOf(stored: unknown): string | null {
  return (Array.isArray(stored) ? stored.map(logOf).find((log) => log !== undefined) : undefined) ?? null
}

function logOf(message: unknown): string | undefined {
  return isPlainObject(message) && typeof message.log === 'string' ? message.log : undefined
}

async function ignoringErrors(run: () => unknown): Promise<void> {
  try {
    await run()
  } catch {
    // A storage that fails is reported when messages are written to it.
  }
}
