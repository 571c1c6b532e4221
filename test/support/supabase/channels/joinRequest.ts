import { parseFilter } from '../changes/filter'
import type { Want } from '../changes/feed'
import { asJson, asText, isJson, type Json } from '../wire/json'

/** What a client asks for when it joins. */
export interface JoinRequest {
  readonly isPrivate: boolean
  readonly self: boolean
  readonly ack: boolean
  readonly presence: { readonly key: string; readonly isEnabled: boolean }
  /** As they came: the reply repeats them. */
  readonly changes: readonly Json[]
  readonly token: string | undefined
}

export function readJoin(payload: unknown): JoinRequest {
  const { config, access_token } = asJson(payload)
  const { broadcast, presence, postgres_changes, private: isPrivate } = asJson(config)
  const { self, ack } = asJson(broadcast)
  const { key, enabled } = asJson(presence)
  return {
    isPrivate: isPrivate === true,
    self: self === true,
    ack: ack === true,
    presence: { key: asText(key) || crypto.randomUUID(), isEnabled: enabled === true },
    changes: Array.isArray(postgres_changes) ? postgres_changes.filter(isJson) : [],
    token: asText(access_token),
  }
}

/** Throws where a filter is none. */
export function readWant(params: Json): Want {
  const { event, schema, table, filter } = params
  return {
    id: identify(params),
    event: asText(event) ?? '*',
    schema: asText(schema) ?? 'public',
    ...(typeof table === 'string' && { table }),
    ...(typeof filter === 'string' && { filter: parseFilter(filter) }),
  }
}

/** It depends on nothing but the parameters, as the service's does (FNV-1a, cut to 27 bits). */
export function identify(params: Json): number {
  let hash = 0x811c9dc5
  const said = Object.entries(params).map((entry) => JSON.stringify(entry))
  for (const char of said.toSorted((a, b) => (a < b ? -1 : 1)).join()) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  }
  return hash >>> 5
}
