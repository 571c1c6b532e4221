import type { SupabaseLike } from '../transports/supabase'
import { type ChangeRequest, requestsOf } from '../transports/supabase/changes'
import { useHold } from './useHold'

interface ChangesParts {
  client: SupabaseLike
  /** `null` asks for nothing. */
  topic: string | null
  changes: readonly ChangeRequest[]
  /** Joins the channel anew: the client cannot add requests to one that has joined, and a private topic has no other one. */
  rejoin(): void
}

/** Asks for changes of the database over a channel that others may share, for as long as the component is mounted. */
export function useChanges({ client, topic, changes, rejoin }: ChangesParts): void {
  const asked = JSON.stringify(changes)
  useHold([client, topic, asked, rejoin], () => {
    if (topic === null) return undefined
    const { needsRejoin, release } = requestsOf(client, topic).add(JSON.parse(asked) as ChangeRequest[])
    if (needsRejoin) rejoin()
    return release
  })
}
