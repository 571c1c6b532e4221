import { createNamedRegistry, type Usage } from '../../transport/namedRegistry'

/** Which changes of the database to hear of. Filters on arrays are not offered: the server loses changes over them. */
export interface ChangeRequest {
  /**
   * @default '*'
   */
  event?: '*' | 'INSERT' | 'UPDATE' | 'DELETE' | undefined
  /**
   * @default 'public'
   */
  schema?: string | undefined
  /**
   * @default every table of the schema
   */
  table?: string | undefined
  /**
   * Such as `room=eq.7`. No DELETE matches one on a column outside of the key, unless the table has
   * `replica identity full`: ask for those without a filter.
   */
  filter?: string | undefined
}

/** The changes that all users of one topic ask for. They outlive each of its channels. */
export interface Requests {
  /** A channel joins. Returns what it asks for: its own requests, and those of everybody who shares it. */
  join(own: readonly ChangeRequest[]): readonly ChangeRequest[]
  /** The channel that joined last is gone. */
  leave(): void
  /** Asks for more. `isNew` tells whether the channel must join again for it; `release` takes the requests back. */
  add(requests: readonly ChangeRequest[]): { readonly isNew: boolean; release(): void }
}

const byTopic = /* @__PURE__ */ createNamedRegistry<Requests>()

export function requestsOf(client: object, topic: string): Requests {
  return byTopic.get(client, topic, createRequests)
}

function createRequests(usage: Usage): Requests {
  const users = new Set<readonly string[]>()
  let joined: ReadonlySet<string> | undefined

  function update(): void {
    if (joined || users.size > 0) usage.begin()
    else usage.end()
  }

  return {
    join(own) {
      joined = new Set([...own.map(textOf), ...[...users].flat()])
      update()
      return Array.from(joined, (text) => JSON.parse(text) as ChangeRequest)
    },
    leave() {
      joined = undefined
      update()
    },
    add(requests) {
      const texts = requests.map(textOf)
      users.add(texts)
      update()
      return {
        isNew: texts.some((text) => joined?.has(text) === false),
        release() {
          users.delete(texts)
          update()
        },
      }
    },
  }
}

/** A request as text, by which requests are compared. */
function textOf({ event = '*', schema = 'public', table, filter }: ChangeRequest): string {
  return JSON.stringify({ event, schema, table, filter })
}
