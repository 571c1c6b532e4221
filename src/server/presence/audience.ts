import type { ServerFrame } from '../../protocol/presence'
import type { Link } from '../link/link'
import type { ChangeLog, ChannelSnapshot } from './changeLog'

/** The links that want to hear who is in a channel. Each is told everybody once, and from then on what changes. */
export interface Audience {
  /** Adds a link; one that is there already is told everybody once more. */
  add(link: PresenceLink): void
  remove(link: PresenceLink): void
  /** Something has changed: everybody is told soon, together with what else changes until then. */
  tellSoon(): void
  stop(): void
}

export type PresenceLink = Link<ServerFrame>

interface AudienceParts {
  log: ChangeLog
  /** Milliseconds that changes are collected for, at least. */
  batch: number
  /** Milliseconds after which a link is closed that takes nothing of what it is sent. */
  slowAfterMs: number
  /** Sends many links the same frame. */
  sendAll(links: readonly PresenceLink[], frame: ServerFrame): void
  failed(cause: unknown): void
}

/** What a link knows: everything up to a revision, or so many pages of a snapshot. */
type Position =
  | { readonly knows: 'all'; readonly revision: number }
  | { readonly knows: 'pages'; readonly snapshot: ChannelSnapshot; readonly count: number }

interface Listener {
  readonly link: PresenceLink
  /** `undefined`: it knows nothing yet. */
  position: Position | undefined
  /** Since when the link has taken nothing, and how much waits; `undefined` while it takes everything. */
  clogged: { readonly since: number; readonly bufferedAmount: number } | undefined
}

/** Above this many bytes on their way to one link, it is sent no more until some have left. */
const highWaterMark = 2 ** 20
/** The client comes back, and is told everybody anew. */
const slowReaderCode = 4508
/** How long a process may do nothing else but send, in milliseconds. */
const longestRunMs = 20
/** Until it is looked again whether a clogged link takes more, in milliseconds. */
const clogDelayMs = 100
/** After a round it pauses for so many times as long as that took: more listeners get fewer and larger frames. */
const pausePerRound = 3
/** Nobody waits longer because of it, also where very many were sent everybody, in milliseconds. */
const longestPauseMs = 200
/** So many links are sent a frame before it is looked whether the run was long enough. */
const linksAtOnce = 64

export function createAudience({ log, batch, slowAfterMs, sendAll, failed }: AudienceParts): Audience {
  const listeners = new Map<PresenceLink, Listener>()
  let timer: ReturnType<typeof setTimeout> | undefined
  /** When the timer ends, as `performance.now()` has it. */
  let timerEndsAt = Infinity
  /** Before that no round begins, so that other work gets its turn. */
  let earliestRound = 0
  /** When those who know everybody are told what has changed; `Infinity` while nothing has. */
  let changesDueAt = Infinity
  let isTelling = false
  let isStopped = false

  function schedule(delay: number): void {
    const now = performance.now()
    const at = Math.max(now, now + delay, earliestRound)
    if (isStopped || isTelling || at >= timerEndsAt) return
    clearTimeout(timer)
    timerEndsAt = at
    timer = setTimeout(() => void tell(), at - now)
  }

  /** One round: everybody who is behind is told what they do not know. */
  async function tell(): Promise<void> {
    timerEndsAt = Infinity
    isTelling = true
    let busyMs = 0
    let runStartedAt = performance.now()
    // Who comes does not wait for the batch, and does not send it to all others either.
    const areChangesDue = runStartedAt >= changesDueAt - 1
    if (areChangesDue) changesDueAt = Infinity
    const target = areChangesDue ? log.revision : -1
    for (let batches = nextFrames(target); batches.size > 0; batches = nextFrames(target)) {
      for (const [frame, links] of batches) {
        for (let first = 0; first < links.length; first += linksAtOnce) {
          send(links.slice(first, first + linksAtOnce).filter(isListening), frame)
          const runMs = performance.now() - runStartedAt
          if (runMs < longestRunMs) continue
          busyMs += runMs
          await new Promise(setImmediate)
          runStartedAt = performance.now()
        }
      }
    }
    busyMs += performance.now() - runStartedAt
    isTelling = false
    earliestRound = performance.now() + Math.min(busyMs * pausePerRound, longestPauseMs)
    afterRound()
  }

  /** A link that cannot be sent to keeps nobody else from hearing. */
  function send(links: readonly PresenceLink[], frame: ServerFrame): void {
    try {
      sendAll(links, frame)
    } catch (cause) {
      failed(cause)
    }
  }

  /** Who is sent which frame next, until they know everybody, and all changes up to a revision. */
  function nextFrames(target: number): Map<ServerFrame, PresenceLink[]> {
    const frames = new Map<ServerFrame, PresenceLink[]>()
    for (const listener of listeners.values()) {
      if (!isBehind(listener, target) || isClogged(listener)) continue
      const frame = advance(listener)
      const links = frames.get(frame)
      if (links) links.push(listener.link)
      else frames.set(frame, [listener.link])
    }
    return frames
  }

  function advance(listener: Listener): ServerFrame {
    const { position } = listener
    if (position?.knows === 'all') {
      const frame = log.diffSince(position.revision)
      listener.position = { knows: 'all', revision: log.revision }
      return frame
    }
    const { snapshot, count } = position ?? { snapshot: log.snapshot(), count: 0 }
    const isLast = count + 1 === snapshot.pages.length
    listener.position = isLast
      ? { knows: 'all', revision: snapshot.revision }
      : { knows: 'pages', snapshot, count: count + 1 }
    return snapshot.pages[count] as ServerFrame
  }

  function isClogged(listener: Listener): boolean {
    const { bufferedAmount } = listener.link
    if (bufferedAmount <= highWaterMark) {
      listener.clogged = undefined
      return false
    }
    const now = performance.now()
    const { clogged } = listener
    if (!clogged || bufferedAmount < clogged.bufferedAmount) listener.clogged = { since: now, bufferedAmount }
    else if (now - clogged.since > slowAfterMs) closeSlow(listener.link)
    return true
  }

  function closeSlow(link: PresenceLink): void {
    listeners.delete(link)
    link.close(slowReaderCode, 'reads too slowly')
  }

  function afterRound(): void {
    let oldest = log.revision
    let areSomeClogged = false
    let areSomeBehind = false
    for (const listener of listeners.values()) {
      oldest = Math.min(oldest, revisionOf(listener))
      if (!isBehind(listener, log.revision)) continue
      if (listener.clogged) areSomeClogged = true
      else areSomeBehind = true
    }
    log.forgetBefore(oldest)
    if (areSomeBehind) tellSoon()
    if (areSomeClogged) {
      changesDueAt = Math.min(changesDueAt, performance.now() + clogDelayMs)
      schedule(clogDelayMs)
    }
  }

  function tellSoon(): void {
    changesDueAt = Math.min(changesDueAt, performance.now() + batch)
    schedule(changesDueAt - performance.now())
  }

  /** From where on it has to be told of changes. */
  function revisionOf({ position }: Listener): number {
    if (!position) return log.revision
    return position.knows === 'all' ? position.revision : position.snapshot.revision
  }

  const isListening = (link: PresenceLink): boolean => listeners.has(link)

  return {
    add(link) {
      listeners.set(link, { link, position: undefined, clogged: listeners.get(link)?.clogged })
      schedule(0)
    },
    remove: (link) => void listeners.delete(link),
    tellSoon,
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

function isBehind({ position }: Listener, target: number): boolean {
  return position?.knows !== 'all' || position.revision < target
}
