import type { Client } from './stage'

/** Who is there, as this client heard last, by key. */
export function rosterOf(client: Client): Record<string, unknown[]> {
  const state = (client.heard('presence').at(-1) ?? {}) as Record<string, Record<string, unknown>[]>
  const keys = Object.keys(state).toSorted()
  return Object.fromEntries(keys.map((key) => [key, state[key]!.map(withoutRef)]))
}

function withoutRef(meta: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(meta).filter(([name]) => name !== 'presence_ref'))
}
