import type { Change, Database } from '../database/database'
import type { Claims } from '../token'
import { type Filter, passing } from './filter'
import { type Column, look, type Sight } from './sight'

/** One `postgres_changes` of a channel. */
export interface Want {
  readonly id: number
  readonly event: string
  readonly schema: string
  readonly table?: string
  readonly filter?: Filter
}

/** What a client gets, as it stands in `data`. */
export interface ChangeData {
  readonly schema: string
  readonly table: string
  readonly type: string
  readonly commit_timestamp: string
  readonly columns: readonly Column[]
  readonly errors: readonly string[] | null
  readonly record?: object
  readonly old_record?: object
}

export interface Subscriber {
  readonly wants: readonly Want[]
  /** Of this moment: a token may have been replaced. */
  claims(): Claims
  deliver(ids: readonly number[], data: ChangeData): void
}

/** Takes the changes of the database to those who want and may see them, in order. */
export interface Feed {
  add(subscriber: Subscriber): () => void
  /** Why the service would refuse these; `null` when it would not. */
  refusal(wants: readonly Want[]): Promise<string | null>
  close(): Promise<void>
}

/** Above this a change is sent without its large columns; the service's limit. */
const maxBytes = 1024 * 1024

export function createFeed(database: Database, onError: (error: unknown) => void): Feed {
  const subscribers = new Set<Subscriber>()
  let work = Promise.resolve()

  const stop = database.changes((change) => {
    // Whoever subscribes later does not get what was committed before.
    const present = [...subscribers]
    work = work.then(() => dispatch(change, present)).catch(onError)
  })

  async function dispatch(change: Change, present: readonly Subscriber[]): Promise<void> {
    const interested = present.filter(({ wants }) => wants.some((want) => concerns(want, change)))
    if (interested.length === 0) return
    const filters = interested.flatMap(({ wants }) => wants.flatMap(({ filter }) => filter ?? []))
    const passed = filters.length === 0 ? [] : await test(filters, change)
    const sights = new Map<string, Promise<Sight>>()

    for (const subscriber of interested) {
      const ids = subscriber.wants
        .filter((want) => concerns(want, change) && (!want.filter || passed[filters.indexOf(want.filter)]))
        .map(({ id }) => id)
      if (ids.length === 0) continue
      const claims = subscriber.claims()
      const who = JSON.stringify(claims)
      if (!sights.has(who)) sights.set(who, look(change, claims, database.query))
      const sight = await sights.get(who)
      if (sight?.isVisible && subscribers.has(subscriber)) subscriber.deliver(ids, describe(change, sight))
    }
  }

  async function test(filters: readonly Filter[], change: Change): Promise<readonly boolean[]> {
    const { types } = await look(change, { role: 'postgres' }, database.query)
    return passing(filters, (change.record ?? change.old)!, types, database.query)
  }

  return {
    add(subscriber) {
      subscribers.add(subscriber)
      return () => subscribers.delete(subscriber)
    },
    async refusal(wants) {
      const published = `select schemaname || '.' || tablename as name from pg_publication_tables where pubname = $1`
      const { rows } = await database.query(published, ['supabase_realtime'])
      const isThere = ({ schema, table }: Want): boolean =>
        !table || table === '*' || rows.some(({ name }) => name === `${schema}.${table}`)
      const missing = wants.find((want) => !isThere(want))
      if (!missing) return null
      return `Unable to subscribe to changes with given parameters. Please check Realtime is enabled for the given connect parameters: [schema: ${missing.schema}, table: ${missing.table}]`
    },
    async close() {
      stop()
      await work
    },
  }
}

function concerns({ event, schema, table }: Want, change: Change): boolean {
  if (event !== '*' && event.toUpperCase() !== change.type) return false
  return (schema === '*' || schema === change.schema) && (!table || table === '*' || table === change.table)
}

function describe(change: Change, { columns, isForbidden }: Sight): ChangeData {
  const { schema, table, type, commit_timestamp, record, old, keys, rls } = change
  const head = { schema, table, type, commit_timestamp }
  if (isForbidden) return { ...head, columns: [], errors: ['Error 401: Unauthorized'] }
  const isTooLarge = JSON.stringify([record, old]).length > maxBytes
  const pick = (row: object, names?: readonly string[]): object =>
    Object.fromEntries(
      Object.entries(row).filter(([name, value]) => {
        if (isTooLarge && JSON.stringify(value).length > 64) return false
        return columns.some((column) => column.name === name) && (!names || names.includes(name))
      }),
    )
  return {
    ...head,
    columns,
    errors: isTooLarge ? ['Error 413: Payload Too Large'] : null,
    ...(record && { record: pick(record) }),
    // Nobody can be asked who might have seen a row that is gone.
    ...(old && { old_record: pick(old, type === 'DELETE' && rls ? keys : undefined) }),
  }
}
