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

type Extend = (more: readonly ChangeRequest[]) => () => void

/** What was asked for after the channel had joined. */
interface Extension {
  readonly texts: readonly string[]
  /** Nobody asks for it any more. */
  end(): void
}

/** The changes that all users of one topic ask for. They outlive each of its channels. */
export interface Requests {
  /**
   * A channel joins. Returns what it asks for: its own requests, and those of everybody who shares it.
   * @param extend Asks for more, once it has joined; returns what takes that back. Left out where it would have to join again.
   */
  join(own: readonly ChangeRequest[], extend?: Extend): readonly ChangeRequest[]
  /** The channel that joined last is gone. */
  leave(): void
  /** Asks for more. `needsRejoin` tells whether the channel must join again for it; `release` takes the requests back. */
  add(requests: readonly ChangeRequest[]): { readonly needsRejoin: boolean; release(): void }
}

const byTopic = /* @__PURE__ */ createNamedRegistry<Requests>('supabase changes 1')

export function requestsOf(client: object, topic: string): Requests {
  return byTopic.get(client, topic, createRequests)
}

function createRequests(usage: Usage): Requests {
  const users = new Set<readonly string[]>()
  let joined: Set<string> | undefined
  let extendJoined: Extend | undefined
  let extensions: readonly Extension[] = []

  function update(): void {
    if (joined || users.size > 0) usage.begin()
    else usage.end()
  }

  function endUnused(): void {
    const asked = new Set([...users].flat())
    const unused = extensions.filter(({ texts }) => !texts.some((text) => asked.has(text)))
    extensions = extensions.filter((extension) => !unused.includes(extension))
    for (const { texts, end } of unused) {
      for (const text of texts) joined?.delete(text)
      end()
    }
  }

  return {
    join(own, extend) {
      extendJoined = extend
      extensions = []
      joined = new Set([...own.map(textOf), ...[...users].flat()])
      update()
      return Array.from(joined, requestOf)
    },
    leave() {
      joined = undefined
      extendJoined = undefined
      extensions = []
      update()
    },
    add(requests) {
      const texts = requests.map(textOf)
      users.add(texts)
      update()
      const fresh = joined ? texts.filter((text) => !joined?.has(text)) : []
      if (extendJoined && fresh.length > 0) {
        for (const text of fresh) joined?.add(text)
        extensions = [...extensions, { texts: fresh, end: extendJoined(fresh.map(requestOf)) }]
      }
      return {
        needsRejoin: !extendJoined && fresh.length > 0,
        release() {
          users.delete(texts)
          endUnused()
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

const requestOf = (text: string): ChangeRequest => JSON.parse(text) as ChangeRequest
