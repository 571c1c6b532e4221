import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const name = 'virtual:empty-database'
const { version } = createRequire(import.meta.url)('../node_modules/@electric-sql/pglite/package.json') as {
  version: string
}
const folder = fileURLToPath(new URL('../.cache/', import.meta.url))

/**
 * Has stories import the address of an empty PostgreSQL, for `loadDataDir` of PGlite: `import url from 'virtual:empty-database'`.
 * To make one takes seconds, which is done here once, and not by every page.
 */
export function databasePlugin(): Plugin {
  const file = `${folder}pglite-${version}.data`
  let made: Promise<void> | undefined

  async function make(): Promise<void> {
    if (existsSync(file)) return
    const { PGlite } = await import('@electric-sql/pglite')
    const database = await PGlite.create()
    const dump = await database.dumpDataDir('gzip')
    await database.close()
    mkdirSync(folder, { recursive: true })
    // To another file first: whoever reads it meanwhile finds a whole one or none.
    const unfinished = `${file}.${process.pid}`
    writeFileSync(unfinished, new Uint8Array(await dump.arrayBuffer()))
    renameSync(unfinished, file)
  }

  return {
    name: 'empty-database',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    async load(id) {
      if (id !== `\0${name}`) return undefined
      await (made ??= make())
      return `export { default } from ${JSON.stringify(`${file}?url`)}`
    },
  }
}
