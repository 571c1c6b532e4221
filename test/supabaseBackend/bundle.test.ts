import { fileURLToPath } from 'node:url'
import { build, type Rolldown } from 'vite'
import { expect, it } from 'vitest'

it('is without a word of Node where it is to run in a page', async () => {
  const root = fileURLToPath(new URL('../support/supabase/', import.meta.url))
  const entry = ['backend.ts', 'page.ts', 'database/pglite.ts'].map((file) => root + file)
  const output = (await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry, formats: ['es'] },
      rolldownOptions: { external: [/^@electric-sql/, /^node:/, 'pg', 'ws'] },
    },
  })) as Rolldown.RolldownOutput[]
  const imports = output.flatMap(({ output }) =>
    output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.imports : [])),
  )
  expect(imports.filter((name) => !name.endsWith('.js'))).toEqual(['@electric-sql/pglite'])
})
