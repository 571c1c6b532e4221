import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('../..', import.meta.url))

// The unmodified client against the local backend: a real port, and PostgreSQL where there is one.
export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^wirehooks$/, replacement: `${root}src/index.ts` },
      { find: /^wirehooks\/(server|supabase)\/(.*)$/, replacement: `${root}src/$1.$2.ts` },
      { find: /^wirehooks\/(.*)$/, replacement: `${root}src/$1.ts` },
    ],
  },
  test: {
    name: 'supabase',
    include: ['test/supabase/**/*.test.ts'],
    environment: 'node',
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
})
