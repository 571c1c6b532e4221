import type { Database } from '../database/database'
import { json } from '../http/respond'
import type { Claims } from '../token'
import { Problem, unsupported } from './problem'
import { readQuery, type RestQuery } from './query'
import * as statements from './statement'

interface RestRequest {
  readonly method: string
  readonly target: statements.Target
  readonly query: RestQuery
  readonly body: unknown
  /** The words of `Prefer`. */
  readonly prefer: ReadonlySet<string>
  readonly wantsOne: boolean
}

/** The part of PostgREST that the client's queries need: one table, no embedding, no functions. */
export async function rest(database: Database, request: Request, claims: Claims, maxRows: number): Promise<Response> {
  const asked = await read(request)
  const ask = ({ sql, values }: statements.Statement) => database.query(sql, values, claims)
  const { method, target, query, prefer } = asked
  const isRead = method === 'GET' || method === 'HEAD'
  // As PostgREST does, without a word: https://docs.postgrest.org/en/stable/references/configuration.html#db-max-rows
  const cut = { ...query, limit: Math.min(query.limit ?? Infinity, maxRows) }
  const statement = isRead ? statements.selectRows(target, cut) : await write(asked, database)

  if (!isRead && !prefer.has('return=representation')) {
    const { count } = await ask(statement)
    const headers = { 'content-range': `*/${prefer.has('count=exact') ? count : '*'}` }
    return new Response(null, { status: method === 'POST' ? 201 : 204, headers })
  }

  const { rows } = await ask(statements.asJsonText(isRead ? statement : statements.returning(statement, query)))
  const body = String(rows[0]?.body)
  const count = Number(rows[0]?.count)
  let total = prefer.has('count=exact') ? String(count) : '*'
  if (isRead && total !== '*') total = String((await ask(statements.countRows(target, query))).rows[0]?.total)
  const first = query.offset ?? 0
  const range = `${count > 0 ? `${first}-${first + count - 1}` : '*'}/${total}`
  if (asked.wantsOne && count !== 1) {
    const message = 'Cannot coerce the result to a single JSON object'
    throw new Problem(406, 'PGRST116', message, `The result contains ${count} rows`)
  }
  const content = asked.wantsOne ? (JSON.parse(body) as unknown[])[0] : (JSON.parse(body) as unknown)
  const response = json(method === 'POST' ? 201 : 200, content, { 'content-range': range })
  return method === 'HEAD' ? new Response(null, response) : response
}

async function write(asked: RestRequest, database: Database): Promise<statements.Statement> {
  const { method, target, query, body, prefer } = asked
  if (method === 'PATCH') return statements.updateRows(target, query, body)
  if (method === 'DELETE') return statements.deleteRows(target, query)
  if (method !== 'POST') throw unsupported(method)
  const onDuplicate = prefer.has('resolution=merge-duplicates')
    ? 'merge'
    : prefer.has('resolution=ignore-duplicates')
      ? 'ignore'
      : 'fail'
  const conflict = query.onConflict ?? (onDuplicate === 'fail' ? [] : await primaryKey(target, database))
  return statements.insertRows(target, query, body, onDuplicate, conflict)
}

async function primaryKey(target: statements.Target, database: Database): Promise<string[]> {
  const { rows } = await database.query(
    `select a.attname::text as name from pg_index i
     join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
     where i.indrelid = $1::text::regclass and i.indisprimary`,
    [statements.nameOf(target)],
  )
  return rows.map(({ name }) => String(name))
}

async function read(request: Request): Promise<RestRequest> {
  const { method, headers } = request
  const { pathname, searchParams } = new URL(request.url)
  const table = /\/rest\/v1\/([^/]+)$/.exec(pathname)?.[1]
  if (!table) throw unsupported(pathname)
  const profile = headers.get(method === 'GET' || method === 'HEAD' ? 'accept-profile' : 'content-profile')
  const text = await request.text()
  return {
    method,
    target: { schema: profile ?? 'public', table: decodeURIComponent(table) },
    query: readQuery(searchParams),
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
    prefer: new Set((headers.get('prefer') ?? '').split(/\s*,\s*/)),
    wantsOne: (headers.get('accept') ?? '').startsWith('application/vnd.pgrst.object+json'),
  }
}
