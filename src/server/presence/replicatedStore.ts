import type { Mark } from '../../protocol/presence'
import { createMemory, type ExpiringMember } from './memoryStore'
import { type Alive, type KnownMember, newestOf, type PresenceStore, type StoredMember } from './store'

/** The other processes of a server. */
export interface Processes {
  /** Tells all others, in order. */
  tell(operation: Operation): void
  /** Asks all others who is in a channel. Rejects when none can be asked. */
  ask(channel: string): Promise<Answers>
  /** Hears what others tell, and answers what they ask; returns what stops that. */
  listen(listener: ProcessListener): () => void
}

export interface Answers {
  /** What each process said that has answered. */
  readonly answers: readonly (readonly SentMember[])[]
  /** Why one of them has not. */
  readonly cause?: unknown
}

export interface ProcessListener {
  heard(operation: Operation): void
  asked(channel: string): readonly SentMember[]
}

/** What a process tells the others: what was done to its own store. */
export type Operation =
  | readonly ['put', channel: string, member: StoredMember, ttl: number]
  | readonly ['touch', channel: string, alive: readonly Alive[]]
  | readonly ['drop', channel: string, mark: Mark, ttl: number]
  | readonly ['remove', channel: string, mark: Mark, memoryMs: number]
  | readonly ['evict', channel: string, key: string, memoryMs?: number]

/** A member, as a process knows it. Clocks of processes differ, so times are told as milliseconds that have passed. */
export interface SentMember {
  readonly member: Omit<KnownMember, 'since' | 'at'>
  readonly sinceAgo: number
  readonly atAgo: number
  readonly ttl: number
  readonly memoryMs?: number
}

/** How long is remembered what a process of an older version tells, which does not say for how long, in milliseconds. */
const defaultMemoryMs = 45_000

/**
 * The longest time that `watch` waits for the other processes, in milliseconds. One of them may hang, or keep no presence;
 * what it says later is told as changes.
 */
const longestDelayMs = 1000

/** The other processes are being asked who is in a channel. */
interface Question {
  readonly channel: string
  /** The members whose links have broken since it was asked, and for how long each is kept: answers may be older. */
  readonly drops: [mark: Mark, ttl: number][]
}

/** A store that each process has for itself, and that tells the others what is done to it. */
export interface ReplicatedStore extends PresenceStore {
  stop(): void
}

/**
 * Keeps who is there in the memory of all processes, which tell each other what changes: no store that they share is needed.
 * A process knows those channels that somebody watches there. It asks for a channel when it begins to watch, and again when
 * the signs of life that come from another process name somebody it does not know.
 */
export function replicatedStore(processes: Processes, failed: (cause: unknown) => void): ReplicatedStore {
  const memory = createMemory()
  /** Of every channel that is watched here: the ids of members that other processes told of, and the number of listeners. */
  const watched = new Map<string, { readonly foreign: Set<string>; listeners: number }>()
  /** What the other processes are being asked. */
  const questions = new Set<Question>()
  /** Channels whose members are being asked for, since a process named an unknown member. */
  const resyncing = new Set<string>()

  /**
   * Asks the other processes. What they know of a channel that is watched here is taken over, however late it comes, and though one
   * of them does not answer: then it rejects.
   */
  async function ask(channel: string): Promise<readonly ExpiringMember[]> {
    const question: Question = { channel, drops: [] }
    questions.add(question)
    try {
      const { answers, cause } = await processes.ask(channel)
      const known = answers.flat().map(memberOf)
      const here = watched.get(channel)
      if (here) for (const id of memory.restore(channel, known)) here.foreign.add(id)
      for (const [mark, ttl] of question.drops) await memory.drop(channel, mark, ttl)
      if (cause !== undefined) throw cause
      return known
    } finally {
      questions.delete(question)
    }
  }

  async function resync(channel: string): Promise<void> {
    if (resyncing.has(channel)) return
    resyncing.add(channel)
    try {
      await ask(channel)
    } finally {
      resyncing.delete(channel)
    }
  }

  function asked(channel: string): readonly SentMember[] {
    const foreign = watched.get(channel)?.foreign
    const own = memory.list(channel).filter(({ member }) => !foreign?.has(member.id))
    return own.map(sentMemberOf)
  }

  async function hear(operation: Operation): Promise<void> {
    const [kind, channel] = operation
    // Also where nobody watches: a session may be on its way that was let in before.
    if (kind === 'evict') return memory.evict(channel, operation[2], operation[3] ?? defaultMemoryMs)
    const here = watched.get(channel)
    if (!here) return forgetMoved(channel, marksOf(operation))
    if (kind === 'put') {
      const [, , member, ttl] = operation
      if (await memory.put(channel, member, ttl)) here.foreign.add(member.id)
    } else if (kind === 'touch') {
      const unknown = await memory.touch(channel, operation[2])
      if (unknown.length > 0) await resync(channel)
    } else if (kind === 'drop') {
      const [, , mark, ttl] = operation
      for (const question of questions) if (question.channel === channel) question.drops.push([mark, ttl])
      await memory.drop(channel, mark, ttl)
    } else if (kind === 'remove') await memory.remove(channel, operation[2], operation[3])
  }

  /**
   * Of a channel that nobody watches here, only own members are kept, whose links broke: until another process speaks for
   * them, or says that they are gone.
   */
  function forgetMoved(channel: string, marks: readonly Mark[]): void {
    const moved = new Map(marks)
    const own = memory.list(channel).map(({ member }) => member)
    for (const { id, version } of own) {
      const newest = moved.get(id)
      if (newest !== undefined && newest >= version) memory.forget(channel, [id])
    }
  }

  const stop = processes.listen({ asked, heard: (operation) => void hear(operation).catch(failed) })

  return {
    stop,
    async put(channel, member, ttl) {
      const isTaken = await memory.put(channel, member, ttl)
      if (!isTaken) return false
      watched.get(channel)?.foreign.delete(member.id)
      processes.tell(['put', channel, member, ttl])
      return true
    },
    touch(channel, alive) {
      processes.tell(['touch', channel, alive])
      return memory.touch(channel, alive)
    },
    drop(channel, mark, ttl) {
      processes.tell(['drop', channel, mark, ttl])
      return memory.drop(channel, mark, ttl)
    },
    remove(channel, mark, memoryMs) {
      processes.tell(['remove', channel, mark, memoryMs])
      return memory.remove(channel, mark, memoryMs)
    },
    evict(channel, key, memoryMs) {
      processes.tell(['evict', channel, key, memoryMs])
      return memory.evict(channel, key, memoryMs)
    },
    sweep(channel) {
      const here = watched.get(channel)
      const known = new Set(memory.list(channel).map(({ member }) => member.id))
      for (const id of here?.foreign ?? []) if (!known.has(id)) here?.foreign.delete(id)
      return memory.sweep(channel)
    },
    async read(channel) {
      if (watched.has(channel)) return memory.read(channel)
      // What others know of a channel that nobody watches here is not kept.
      const others = await ask(channel)
      const snapshot = await memory.read(channel)
      return { ...snapshot, members: newestOf([...snapshot.members, ...others.map(({ member }) => member)]) }
    },
    async watch(channel, listener) {
      const here = watched.get(channel) ?? { foreign: new Set(), listeners: 0 }
      watched.set(channel, here)
      here.listeners += 1
      if (here.listeners === 1) await settledWithin(longestDelayMs, ask(channel).catch(failed))
      const unwatch = await memory.watch(channel, listener)
      let isStopped = false
      return () => {
        if (isStopped) return
        isStopped = true
        unwatch()
        here.listeners -= 1
        if (here.listeners > 0) return
        watched.delete(channel)
        // From now on, this process does not follow what becomes of the members of other processes.
        memory.forget(channel, here.foreign)
      }
    },
  }
}

/** The members that a process speaks for, or says to be gone. */
function marksOf(operation: Exclude<Operation, readonly ['evict', ...unknown[]]>): readonly Mark[] {
  if (operation[0] === 'touch') return operation[2].map(([id, version]): Mark => [id, version])
  return [operation[0] === 'put' ? [operation[2].id, operation[2].version] : operation[2]]
}

/** Resolves when a promise does, or after a time. */
function settledWithin(timeoutMs: number, promise: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs)
    void promise.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function sentMemberOf({ member, ...times }: ExpiringMember): SentMember {
  const { since, at, ...rest } = member
  const now = Date.now()
  return { member: rest, sinceAgo: now - since, atAgo: now - at, ...times }
}

function memberOf({ member, sinceAgo, atAgo, ttl, memoryMs = defaultMemoryMs }: SentMember): ExpiringMember {
  const now = Date.now()
  return { member: { ...member, since: now - sinceAgo, at: now - atAgo }, ttl, memoryMs }
}
