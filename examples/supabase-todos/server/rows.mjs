import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Keeps the rows of the table in a file, one a line, so that they outlive the server. */
export async function keepRows(file, database) {
  if (existsSync(file)) {
    const rows = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean)
    await database.query('delete from todos')
    const all = 'select * from json_populate_recordset(null::todos, $1::json)'
    await database.query(`insert into todos ${all}`, [`[${rows.join()}]`])
  }

  let writing
  let isOld = false

  /** All of it again, and once more if there was a change meanwhile. */
  async function write() {
    try {
      do {
        isOld = false
        const { rows } = await database.query('select to_json(todos)::text as row from todos order by position, id')
        writeFileSync(`${file}.new`, rows.map(({ row }) => `${row}\n`).join(''))
        renameSync(`${file}.new`, file)
      } while (isOld)
    } catch (error) {
      console.error(error)
    } finally {
      writing = undefined
    }
  }

  database.changes(() => {
    isOld = true
    writing ??= write()
  })
}
