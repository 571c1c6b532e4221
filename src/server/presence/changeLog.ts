import {
  type DiffFrame,
  type Mark,
  type Member,
  type MemberName,
  type Patch,
  protocolVersion,
  type StateFrame,
} from '../../protocol/presence'
import { memberText } from './frameText'
import { patchOf } from './patch'
import { type Change, droppedIn, type KnownMember } from './store'

/**
 * The members of a channel as this process shows them, and their last changes in order. It writes the frames for a link that
 * knows nothing, and for one that knows the channel as it was after a revision.
 */
export interface ChangeLog {
  readonly members: ReadonlyMap<string, KnownMember>
  /** How many changes there were. */
  readonly revision: number
  apply(change: LoggedChange): void
  /** Whether it still has all changes after this revision. */
  remembers(revision: number): boolean
  /** All changes after a revision that it remembers, however many they are, in one frame. */
  diffSince(revision: number): DiffFrame
  /** Everybody. It may be a little old: what changed since is in `diffSince(snapshot.revision)`. */
  snapshot(): ChannelSnapshot
  /** Frees the memory of changes up to this revision. */
  forgetBefore(revision: number): void
}

export interface LoggedChange extends Pick<Change, 'set' | 'dropped' | 'left'> {
  /** How many people are there now, where the log does not know everybody. */
  readonly people?: number | undefined
}

/** At least one: the list of an empty channel is a page, too. */
export type Pages = readonly [StateFrame, ...StateFrame[]]

export interface ChannelSnapshot {
  readonly revision: number
  readonly pages: Pages
  /** As `performance.now()` has it. */
  readonly writtenAt: number
}

interface ChangeLogParts {
  channel: string
  /** Wall time of the store, in milliseconds. */
  now(): number
  /** How long a client keeps members who are missing, in milliseconds. */
  grace(): number
}

type AliasedMember = KnownMember & { readonly alias: number }

/** One change of one member. */
interface Entry {
  /** `undefined`: only the number of people is different. */
  readonly id: string | undefined
  /** As the member was before; `undefined` when it was not there. */
  readonly before: AliasedMember | undefined
}

/** The length of a page in characters of JSON. A slow link is sent one at a time. */
const pageCharacters = 65_536
/** Clients set their clocks by the time in a snapshot, so it must not be much older than that. */
const snapshotLifeMs = 500

export function createChangeLog({ channel, now, grace }: ChangeLogParts): ChangeLog {
  const members = new Map<string, AliasedMember>()
  /** The last changes: the newest is that of `revision`. */
  let entries: Entry[] = []
  let revision = 0
  let people: number | undefined
  let lastAlias = 0
  /** Frames that were written already, by the revision that they begin with. */
  const diffs = new Map<number, DiffFrame>()
  let lastSnapshot: ChannelSnapshot | undefined

  function append(entry: Entry): void {
    revision += 1
    entries.push(entry)
    diffs.clear()
  }

  function record(id: string, next: AliasedMember | undefined): void {
    const before = members.get(id)
    if (!before && !next) return
    append({ id, before })
    if (next) members.set(id, next)
    else members.delete(id)
  }

  function set(member: KnownMember): void {
    const before = members.get(member.id)
    const alias = before?.alias ?? (lastAlias += 1)
    record(member.id, { ...member, alias })
  }

  function drop(mark: Mark): void {
    const member = droppedIn(members, mark)
    if (member) record(member.id, member)
  }

  function setPeople(next: number): void {
    if (next === people) return
    people = next
    append({ id: undefined, before: undefined })
  }

  /** Of every member that changed after a revision: as it was then. */
  function changedSince(from: number): Map<string, AliasedMember | undefined> {
    const first = entries.length - (revision - from)
    const changed = new Map<string, AliasedMember | undefined>()
    for (const { id, before } of entries.slice(first)) {
      if (id !== undefined && !changed.has(id)) changed.set(id, before)
    }
    return changed
  }

  function writeDiff(from: number): DiffFrame {
    const set: Member[] = []
    const patch: Patch[] = []
    const dropped: MemberName[] = []
    const left: MemberName[] = []
    for (const [id, before] of changedSince(from)) {
      const member = members.get(id)
      if (!member) {
        if (before) left.push(before.alias)
        continue
      }
      const isPatch = before && canBePatched(before, member)
      if (!isPatch) set.push(member)
      else if (before.version !== member.version) patch.push(patchOf(before, member, member.alias))
      if (member.dropped && isPatch && !before.dropped) dropped.push(member.alias)
    }
    return {
      kind: 'diff',
      channel,
      from,
      revision,
      now: now(),
      ...(people !== undefined && { count: people }),
      ...(set.length > 0 && { set }),
      ...(patch.length > 0 && { patch }),
      ...(dropped.length > 0 && { dropped }),
      ...(left.length > 0 && { left }),
    }
  }

  function writeSnapshot(): ChannelSnapshot {
    const parts = inPages([...members.values()])
    const common = {
      kind: 'state',
      channel,
      protocol: protocolVersion,
      now: now(),
      grace: grace(),
      revision,
      ...(people !== undefined && { count: people }),
    } as const
    const pageOf = (part: readonly Member[], index: number): StateFrame => {
      const more = index + 1 < parts.length
      return { ...common, members: part, ...(parts.length > 1 && { page: index + 1 }), ...(more && { more }) }
    }
    const [first, ...others] = parts
    const pages: Pages = [pageOf(first, 0), ...others.map((part, index) => pageOf(part, index + 1))]
    return { revision, pages, writtenAt: performance.now() }
  }

  /** Everybody who comes is sent the same snapshot, until so much has changed that a new one is cheaper than the changes. */
  function isFresh(snapshot: ChannelSnapshot): boolean {
    return performance.now() - snapshot.writtenAt < snapshotLifeMs && revision - snapshot.revision <= members.size / 4
  }

  return {
    members,
    get revision() {
      return revision
    },
    apply({ set: member, dropped = [], left = [], people: nextPeople }) {
      if (member) set(member)
      for (const mark of dropped) drop(mark)
      for (const [id] of left) record(id, undefined)
      if (nextPeople !== undefined) setPeople(nextPeople)
    },
    remembers: (from) => revision - from <= entries.length,
    diffSince(from) {
      const diff = diffs.get(from) ?? writeDiff(from)
      diffs.set(from, diff)
      return diff
    },
    snapshot() {
      if (!lastSnapshot || !isFresh(lastSnapshot)) lastSnapshot = writeSnapshot()
      return lastSnapshot
    },
    forgetBefore(oldest) {
      if (lastSnapshot && !isFresh(lastSnapshot)) lastSnapshot = undefined
      const kept = revision - Math.min(oldest, lastSnapshot?.revision ?? revision)
      if (kept < entries.length) entries = entries.slice(entries.length - kept)
    },
  }
}

/** The member differs in nothing but what a patch can say. */
function canBePatched(before: AliasedMember, member: AliasedMember): boolean {
  const isAwayAlike = (before.away ?? false) === (member.away ?? false)
  // Only something newer that was said ends a drop, and a patch says that.
  const isPatchable = before.version < member.version || before.dropped === member.dropped || member.dropped === true
  return (
    before.alias === member.alias &&
    before.key === member.key &&
    before.since === member.since &&
    isAwayAlike &&
    isPatchable
  )
}

function inPages(members: readonly Member[]): readonly [Member[], ...Member[][]] {
  const pages: [Member[], ...Member[][]] = [[]]
  let length = 0
  for (const member of members) {
    const more = memberText(member).length
    if (length > 0 && length + more > pageCharacters) {
      pages.push([])
      length = 0
    }
    pages.at(-1)?.push(member)
    length += more
  }
  return pages
}
