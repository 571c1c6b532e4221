import type { Json } from '../wire/json'

/** One tracked state: what the user gave, and the reference of this version of it. */
export type Meta = Json & { readonly phx_ref: string; readonly phx_ref_prev?: string }

export type Roster = Record<string, { metas: Meta[] }>

export interface Diff {
  readonly joins: Roster
  readonly leaves: Roster
}

/** Who is there, topic by topic. An owner is one channel of one socket; two of them may use the same key. */
export interface Rosters<Owner> {
  list(topic: string): Roster
  /** `null` when nothing changed: the same payload again. */
  track(topic: string, owner: Owner, key: string, payload: Json): Diff | null
  untrack(topic: string, owner: Owner): Diff | null
}

interface Presence {
  readonly key: string
  readonly meta: Meta
  /** As it was given. */
  readonly said: string
}

export function createRosters<Owner>(): Rosters<Owner> {
  const topics = new Map<string, Map<Owner, Presence>>()
  let count = 0

  return {
    list(topic) {
      const roster: Roster = {}
      for (const { key, meta } of topics.get(topic)?.values() ?? []) (roster[key] ??= { metas: [] }).metas.push(meta)
      return roster
    },
    track(topic, owner, key, payload) {
      const present = topics.get(topic) ?? new Map<Owner, Presence>()
      topics.set(topic, present)
      const before = present.get(owner)
      const said = JSON.stringify(payload)
      if (before?.said === said) return null
      const phx_ref = `ref-${(count += 1)}`
      const meta = { ...payload, phx_ref, ...(before && { phx_ref_prev: before.meta.phx_ref }) }
      present.set(owner, { key, meta, said })
      return { joins: { [key]: { metas: [meta] } }, leaves: before ? { [key]: { metas: [before.meta] } } : {} }
    },
    untrack(topic, owner) {
      const present = topics.get(topic)
      const before = present?.get(owner)
      if (!present || !before) return null
      present.delete(owner)
      if (present.size === 0) topics.delete(topic)
      return { joins: {}, leaves: { [before.key]: { metas: [before.meta] } } }
    },
  }
}
