import { WireError } from '../transport/error'

declare const process: { env: { NODE_ENV?: string } }

/** What the database answers a query with. */
export interface Answer {
  readonly data: unknown
  /** How many rows there are in all, where that was asked for. */
  readonly count?: number | null
  readonly error: { readonly message: string } | null
  /** The HTTP status; 0 where no answer came. */
  readonly status?: number
}

/** The part of a query builder of supabase-js that is needed: every step returns another one, and it can be awaited. */
export interface Query extends PromiseLike<Answer> {
  select(columns?: string, options?: { count: 'exact' }): Query
  insert(row: object): Query
  update(patch: object): Query
  delete(): Query
  filter(column: string, operator: string, value: unknown): Query
  order(column: string, options: { ascending: boolean }): Query
  range(from: number, to: number): Query
}

/** The part of a client of supabase-js that is needed. Its types know every table of a project, which is not needed here. */
export interface HasTables {
  /** Begins a query of one table. */
  from(table: never): object
  /** The same for the tables of another schema. */
  schema?(schema: never): Pick<HasTables, 'from'>
}

/** The schema that a client was made with (`db: { schema }`), or `public`. `SupabaseClient` keeps it in `rest.schemaName`. */
export function schemaOf(client: HasTables): string {
  const rest: unknown = Reflect.get(client, 'rest')
  const schema: unknown = typeof rest === 'object' && rest !== null ? Reflect.get(rest, 'schemaName') : undefined
  return typeof schema === 'string' ? schema : 'public'
}

/** Begins a query of one table, in the schema of the client where no other one is given. */
export function queryOf(client: HasTables, table: string, schema: string | undefined): Query {
  // The types of a client know the names of its own project alone.
  const typed = client as unknown as {
    from(table: string): Query
    schema?(schema: string): { from(table: string): Query }
  }
  if (schema === undefined || schema === schemaOf(client)) return typed.from(table)
  if (typed.schema) return typed.schema(schema).from(table)
  throw new WireError(
    'unsupported',
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected a client that can ask for tables of the schema "${schema}", got one without schema(). Update supabase-js, or make a client with db: { schema: "${schema}" }.`,
  )
}
