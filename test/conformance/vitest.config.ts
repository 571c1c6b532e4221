import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('../..', import.meta.url))

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
    name: 'conformance',
    include: ['test/conformance/**/*.test.{ts,tsx}'],
    environment: 'node',
    testTimeout: 15_000,
    // They wait more than they work.
    maxConcurrency: 12,
    maxWorkers: 3,
  },
})
