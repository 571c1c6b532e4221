import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('../..', import.meta.url))

export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^wirehooks$/, replacement: `${root}src/index.ts` },
      { find: /^wirehooks\/server\/(.*)$/, replacement: `${root}src/server.$1.ts` },
      { find: /^wirehooks\/(.*)$/, replacement: `${root}src/$1.ts` },
    ],
  },
  test: {
    name: 'chaos',
    include: ['test/chaos/**/*.test.ts'],
    environment: 'node',
    testTimeout: 120_000,
    // Each of them is busy with many processes of its own.
    fileParallelism: false,
  },
})
