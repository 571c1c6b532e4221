import type { ServerFrame } from '../../protocol/presence'
import type { Link } from '../link/link'
import type { ChangeLog, ChannelSnapshot, Pages } from './changeLog'
import { createPacing } from './pacing'

/** The links that listen to a channel: who knows what. Each is sent everybody once, and from then on what changes. */
export interface Audience {
  /** Adds a link; one that is there already is sent everybody once more. */
  add(link: PresenceLink): void
  remove(link: PresenceLink): void
  /** Something has changed: all links are told soon, together with what else changes until then. */
  tellSoon(): void
  stop(): void
}

export type PresenceLink = Link<ServerFrame>

interface AudienceParts {
  log: ChangeLog
  /** For how many milliseconds changes are collected, at least. */
  batch: number
  /** After how many milliseconds a link is closed that reads nothing of what it was sent. */
  slowAfterMs: number
  /** Sends many links the same frame. */
  sendAll(links: readonly PresenceLink[], frame: ServerFrame): void
  failed(cause: unknown): void
}

/** What a link has been sent. */
type Position =
  | { readonly knows: 'nothing' }
  | { readonly knows: 'pages'; readonly snapshot: ChannelSnapshot; readonly pagesLeft: Pages }
  | { readonly knows: 'all'; readonly revision: number }

interface Listener {
  readonly link: PresenceLink
  position: Position
  /** Since when the link reads nothing, and how much waits; `undefined` while it reads everything. */
  clogged: { readonly since: number; readonly bufferedAmount: number } | undefined
}

/** Above this many bytes on their way to one link, it is sent no more until some have left. */
const highWaterBytes = 2 ** 20
/** The client comes back, and is sent everybody anew. */
const slowReaderCode = 4508
/** After this time it is looked again whether a clogged link reads more, in milliseconds. */
const clogDelayMs = 100
/** The number of links that are sent a frame before other work may run. */
const linksAtOnce = 64
/** A timer may end too early by this time, in milliseconds. */
const timerErrorMs = 1
/**
 * How many changes for each member are kept for links that read slowly. A link that has missed more is sent everybody, which
 * is not much more than those changes, and keeps no memory.
 */
const changesPerMember = 4
/** As many are kept in a small channel. */
const leastChangesKept = 100

export function createAudience({ log, batch, slowAfterMs, sendAll, failed }: AudienceParts): Audience {
  const listeners = new Map<PresenceLink, Listener>()
  const pacing = createPacing({ round, failed })
  /** When links that know everybody are told what has changed; `undefined` while nothing has. */
  let changesDueAt: number | undefined

  /** Sends everybody to newcomers, who do not wait for the batch, and to the others what has changed once that is due. */
  async function round(): Promise<void> {
    try {
      const changesUpTo = takeDueChanges()
      let batches = nextFrames(changesUpTo)
      while (batches.size > 0) {
        for (const [frame, links] of batches) await sendInTurns(links, frame)
        batches = nextFrames(changesUpTo)
      }
    } finally {
      afterRound()
    }
  }

  /** The revision up to which changes are told now; `undefined` when they are still collected. */
  function takeDueChanges(): number | undefined {
    if (changesDueAt === undefined || performance.now() < changesDueAt - timerErrorMs) return undefined
    changesDueAt = undefined
    return log.revision
  }

  async function sendInTurns(links: readonly PresenceLink[], frame: ServerFrame): Promise<void> {
    for (let first = 0; first < links.length; first += linksAtOnce) {
      const next = links.slice(first, first + linksAtOnce).filter(isListening)
      guarded(() => sendAll(next, frame))
      await pacing.giveWay()
    }
  }

  /** A link that throws keeps no other link from hearing. */
  function guarded(run: () => void): void {
    try {
      run()
    } catch (cause) {
      failed(cause)
    }
  }

  /** The next frame for each link that does not know everybody yet, or not all changes up to a revision. */
  function nextFrames(changesUpTo: number | undefined): Map<ServerFrame, PresenceLink[]> {
    const frames = new Map<ServerFrame, PresenceLink[]>()
    for (const listener of listeners.values()) {
      if (!isBehind(listener, changesUpTo) || isClogged(listener)) continue
      const frame = advance(listener)
      const links = frames.get(frame)
      if (links) links.push(listener.link)
      else frames.set(frame, [listener.link])
    }
    return frames
  }

  function advance(listener: Listener): ServerFrame {
    const { position } = listener
    if (position.knows === 'all' && log.remembers(position.revision)) {
      const frame = log.diffSince(position.revision)
      listener.position = { knows: 'all', revision: log.revision }
      return frame
    }
    // A link between two pages is sent the rest of them, so that it knows everybody at some time, however slow it is.
    if (position.knows === 'pages') return nextPage(listener, position.snapshot, position.pagesLeft)
    const snapshot = log.snapshot()
    return nextPage(listener, snapshot, snapshot.pages)
  }

  function nextPage(listener: Listener, snapshot: ChannelSnapshot, [page, ...after]: Pages): ServerFrame {
    const [next, ...others] = after
    listener.position = next
      ? { knows: 'pages', snapshot, pagesLeft: [next, ...others] }
      : { knows: 'all', revision: snapshot.revision }
    return page
  }

  function isClogged(listener: Listener): boolean {
    const bufferedAmount = bufferedAmountOf(listener.link)
    if (bufferedAmount <= highWaterBytes) {
      listener.clogged = undefined
      return false
    }
    const now = performance.now()
    const { clogged } = listener
    if (!clogged || bufferedAmount < clogged.bufferedAmount) listener.clogged = { since: now, bufferedAmount }
    else if (now - clogged.since > slowAfterMs) closeSlow(listener.link)
    return true
  }

  function bufferedAmountOf(link: PresenceLink): number {
    let bufferedAmount = 0
    guarded(() => {
      bufferedAmount = link.bufferedAmount
    })
    return bufferedAmount
  }

  function closeSlow(link: PresenceLink): void {
    listeners.delete(link)
    guarded(() => link.close(slowReaderCode, 'reads too slowly'))
  }

  /** Forgets changes that no link needs, and schedules a round for the links that are still behind. */
  function afterRound(): void {
    const mostKept = Math.max(leastChangesKept, changesPerMember * log.members.size)
    let oldest = log.revision
    let areSomeClogged = false
    let areSomeBehind = false
    for (const listener of listeners.values()) {
      const revision = revisionOf(listener)
      if (!listener.clogged || log.revision - revision <= mostKept) oldest = Math.min(oldest, revision)
      if (!isBehind(listener, log.revision)) continue
      if (listener.clogged) areSomeClogged = true
      else areSomeBehind = true
    }
    log.forgetBefore(oldest)
    if (areSomeBehind) tellWithin(batch)
    if (areSomeClogged) tellWithin(clogDelayMs)
    if (!areSomeBehind && !areSomeClogged) changesDueAt = undefined
  }

  function tellWithin(delayMs: number): void {
    const at = performance.now() + delayMs
    changesDueAt = Math.min(at, changesDueAt ?? at)
    pacing.schedule(changesDueAt - performance.now())
  }

  /** The link has to be told of changes after this revision. */
  function revisionOf({ position }: Listener): number {
    if (position.knows === 'nothing') return log.revision
    return position.knows === 'all' ? position.revision : position.snapshot.revision
  }

  const isListening = (link: PresenceLink): boolean => listeners.has(link)

  return {
    add(link) {
      listeners.set(link, { link, position: { knows: 'nothing' }, clogged: listeners.get(link)?.clogged })
      pacing.schedule(0)
    },
    remove: (link) => void listeners.delete(link),
    tellSoon: () => tellWithin(batch),
    stop: pacing.stop,
  }
}

/** It does not know everybody, or, where changes are told up to a revision, not all of them. */
function isBehind({ position }: Listener, changesUpTo: number | undefined): boolean {
  if (position.knows !== 'all') return true
  return changesUpTo !== undefined && position.revision < changesUpTo
}
