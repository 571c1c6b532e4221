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
    name: 'presence',
    include: ['test/presenceConformance/**/*.test.{ts,tsx}'],
    environment: 'node',
    globalSetup: ['test/presenceConformance/support/oneRedis.ts'],
    testTimeout: 20_000,
    // They wait more than they work.
    maxConcurrency: 6,
    maxWorkers: 2,
  },
})
