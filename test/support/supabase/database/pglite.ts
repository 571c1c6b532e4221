import { PGlite, type PGliteOptions } from '@electric-sql/pglite'
import { channel, type Change, type Database, impersonate, readNotification, type Result } from './database'
import { rolesSql, setupSql, watchSql } from './setup.sql'

export interface PgliteDatabase extends Database {
  /** All of it, to start the next one from: `loadDataDir` skips the slow part. */
  dump(compression?: 'none' | 'gzip'): Promise<Blob | File>
}

/** Ready for statements as text, whatever type PostgreSQL finds for a parameter. */
const asIs = Object.fromEntries([16, 20, 21, 23, 700, 701, 1700].map((type) => [type, String]))

let fresh: Promise<Blob | File> | undefined

/** One of many: the first takes seconds, and the others start where it did. */
export async function createNextPglite(): Promise<PgliteDatabase> {
  fresh ??= createPglite().then(async (first) => {
    const dump = await first.dump('none')
    await first.close()
    return dump
  })
  return createPglite({ loadDataDir: await fresh })
}

/** A PostgreSQL in this process or this page, empty unless `loadDataDir` brings a dump. */
export async function createPglite(options: PGliteOptions = {}): Promise<PgliteDatabase> {
  const pg = await PGlite.create(options)
  const listeners = new Set<(change: Change) => void>()
  if (!options.loadDataDir) await pg.exec(rolesSql + setupSql)

  function query(...[sql, params = [], claims]: Parameters<Database['query']>): Promise<Result> {
    return pg.transaction(async (transaction) => {
      if (claims) await transaction.query(impersonate, [claims.role, JSON.stringify(claims)])
      const answer = await transaction.query<Record<string, unknown>>(sql, [...params], { serializers: asIs })
      return { rows: answer.rows, count: answer.affectedRows || answer.rows.length }
    })
  }

  let read = Promise.resolve()
  const unlisten = await pg.listen(channel, (payload) => {
    read = read.then(async () => {
      const change = await readNotification(payload, query)
      for (const tell of listeners) tell(change)
    })
  })

  return {
    query,
    async define(script) {
      await pg.exec(script)
      await pg.exec(watchSql)
    },
    changes(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dump: (compression = 'gzip') => pg.dumpDataDir(compression),
    async close() {
      listeners.clear()
      await unlisten()
      await read
      await pg.close()
    },
  }
}
