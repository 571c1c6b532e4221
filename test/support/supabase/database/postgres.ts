import { Client, Pool, type PoolClient } from 'pg'
import { type Cluster, findPostgres, startCluster } from './cluster'
import { channel, type Change, type Database, impersonate, readNotification } from './database'
import { rolesSql, setupSql, watchSql } from './setup.sql'

const template = 'supabase'
let shared: Promise<Cluster | null> | undefined
let databases = 0

/** Whether there is a PostgreSQL on this machine. */
export async function hasPostgres(): Promise<boolean> {
  return (await findPostgres()) !== null
}

/** A new database in the cluster of this process, which starts with the first and ends with the process. */
export async function createPostgres(): Promise<Database> {
  shared ??= start()
  const cluster = await shared
  if (!cluster) throw new Error('There is no PostgreSQL on this machine; use PGlite')
  const { host } = cluster
  const name = `test_${(databases += 1)}`
  await asOwner(host, 'postgres', (client) => client.query(`create database ${name} template ${template}`))

  const pool = new Pool({ host, user: 'postgres', database: name, max: 4, allowExitOnIdle: true })
  const listener = new Client({ host, user: 'postgres', database: name })
  const listeners = new Set<(change: Change) => void>()
  const query = (...args: Parameters<Database['query']>): ReturnType<Database['query']> => ask(pool, ...args)
  let read = Promise.resolve()

  listener.on('notification', ({ payload = '' }) => {
    read = read.then(async () => {
      const change = await readNotification(payload, query)
      for (const tell of listeners) tell(change)
    })
  })
  await listener.connect()
  await listener.query(`listen ${channel}`)

  return {
    query,
    async define(script) {
      await pool.query(script)
      await pool.query(watchSql)
    },
    changes(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      listeners.clear()
      await listener.end()
      await read
      await pool.end()
      // PostgreSQL waits for the connections that are on their way out.
      await asOwner(host, 'postgres', (client) => client.query(`drop database ${name}`))
    },
  }
}

async function ask(pool: Pool, ...[sql, params = [], claims]: Parameters<Database['query']>) {
  if (!claims) return result(await pool.query(sql, [...params]))
  const client: PoolClient = await pool.connect()
  try {
    await client.query('begin')
    await client.query(impersonate, [claims.role, JSON.stringify(claims)])
    const answer = await client.query(sql, [...params])
    await client.query('commit')
    return result(answer)
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    client.release()
  }
}

function result({ rows, rowCount }: { rows: Record<string, unknown>[]; rowCount: number | null }) {
  return { rows, count: rowCount ?? rows.length }
}

async function start(): Promise<Cluster | null> {
  const bin = await findPostgres()
  if (!bin) return null
  const cluster = await startCluster(bin)
  await asOwner(cluster.host, 'postgres', (client) => client.query(`create database ${template}`))
  await asOwner(cluster.host, template, (client) => client.query(rolesSql + setupSql))
  return cluster
}

async function asOwner(host: string, database: string, act: (client: Client) => Promise<unknown>): Promise<void> {
  const client = await connect(host, database)
  try {
    await act(client)
  } finally {
    await client.end()
  }
}

/** A cluster that has just been started refuses for a moment. */
async function connect(host: string, database: string, patience = 200): Promise<Client> {
  const client = new Client({ host, user: 'postgres', database })
  try {
    await client.connect()
    return client
  } catch (error) {
    if (patience === 0) throw error
    await new Promise((resolve) => setTimeout(resolve, 25))
    return connect(host, database, patience - 1)
  }
}
