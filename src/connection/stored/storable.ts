import type { Clock } from '../../transport/clock'
import type { Entry } from '../outboxStorage'
import type { StorageLike } from './storageLike'
import { type StoredMessage, toStored } from './storedMessage'

/** Which of the messages that wait can be stored, and in which form. */
export interface Storable {
  /** A message begins to wait: it is converted now, if it may be stored. */
  added(this: void, entry: Entry): void
  /** Whether to store this message. What the storage cannot keep is refused. */
  isKept(this: void, entry: Entry): boolean
  /** The message as it is stored. */
  formOf(this: void, entry: Entry): StoredMessage
  /** A write failed: refuses the messages that made it fail, if some did. Says whether a write without them may succeed. */
  refuseUncloneable(kept: readonly Entry[], cause: unknown): boolean
}

interface StorableParts {
  readonly storage: Pick<StorageLike, 'keeps'>
  readonly clock: Clock
  /** A message cannot be stored, and waits in memory only. */
  refused(): void
}

export function createStorable({ storage, clock, refused }: StorableParts): Storable {
  const refusals = new WeakSet<Entry>()
  const checked = new WeakSet<Entry>()
  const forms = new WeakMap<Entry, StoredMessage>()

  /** A request is not stored: nobody would hear its answer on a later page. */
  function isRequest({ message }: Entry): boolean {
    return message.id !== undefined
  }

  function refuse(entry: Entry): void {
    refusals.add(entry)
    refused()
  }

  /**
   * Converted once, when the message begins to wait: later changes to the object, and a sleep, must not alter what is
   * stored.
   */
  function formOf(entry: Entry): StoredMessage {
    const form = forms.get(entry) ?? toStored(entry, clock)
    forms.set(entry, form)
    return form
  }

  return {
    formOf,
    added(entry) {
      if (!isRequest(entry)) formOf(entry)
    },
    isKept(entry) {
      if (isRequest(entry) || refusals.has(entry)) return false
      if (checked.has(entry)) return true
      checked.add(entry)
      if (storage.keeps?.(formOf(entry).data) !== false) return true
      refuse(entry)
      return false
    },
    /** One message with a function in it would keep all others from being stored. */
    refuseUncloneable(kept, cause) {
      if (!(cause instanceof Error) || cause.name !== 'DataCloneError') return false
      const uncloneable = kept.filter((entry) => !isCloneable(formOf(entry)))
      uncloneable.forEach(refuse)
      return uncloneable.length > 0
    },
  }
}

function isCloneable(value: unknown): boolean {
  try {
    globalThis.structuredClone?.(value)
    return true
  } catch {
    return false
  }
}
