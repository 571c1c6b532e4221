// The other end of the to-do list: node server.mjs
//
// It stands in for a Supabase project, with an embedded PostgreSQL. PORT (8789; 0 for any that is free) and LOG (the file
// that keeps the rows) may be set. With SUPABASE_URL and SUPABASE_ANON_KEY the page uses that project, and all this does
// is to look whether it has the table.

import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'
import { keepRows } from './server/rows.mjs'

const { PORT = '8789', LOG = join(tmpdir(), 'wirehooks-todos.jsonl'), SUPABASE_URL, SUPABASE_ANON_KEY } = process.env

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
let project
let stopping

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)

try {
  if (SUPABASE_URL) await lookAt(SUPABASE_URL, SUPABASE_ANON_KEY)
  else project = await start()
  console.log(`supabase server: ${project?.url ?? SUPABASE_URL}`)
} catch (error) {
  console.error(`supabase server: ${error.message}`)
  process.exit(1)
}

async function start() {
  const { module } = await runnerImport(here('server/project.ts'), { configFile: false, logLevel: 'warn' })
  return module.startProject({
    port: Number(PORT),
    schema: readFileSync(here('schema.sql'), 'utf8'),
    prepare: (database) => keepRows(LOG, database),
  })
}

async function lookAt(url, key) {
  if (!key) throw new Error('SUPABASE_URL is set, and SUPABASE_ANON_KEY is not: it is in the settings of your project.')
  const table = new URL('/rest/v1/todos?select=id&limit=1', url)
  const response = await fetch(table, { headers: { apikey: key } }).catch(({ cause }) => {
    throw new Error(`${url} does not answer: ${cause?.message}`)
  })
  if (!response.ok) {
    throw new Error(
      `${url} has no table that the page may read: run schema.sql there. It says: ${await response.text()}`,
    )
  }
  // Whoever started this wants it to run.
  setInterval(() => {}, 2 ** 30)
}

async function stop() {
  // From the terminal and from whoever started us.
  if (stopping) return
  stopping = true
  setTimeout(() => process.exit(0), 1000)
  await project?.stop()
  process.exit(0)
}
