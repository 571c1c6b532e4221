import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// Apart from the others, which would all greet with a warning that this is experimental.
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'typings',
    include: [],
    typecheck: {
      enabled: true,
      only: true,
      checker: 'tsc',
      include: ['test/types/**/*.test-d.ts'],
      tsconfig: 'test/tsconfig.json',
      // `npm run test:types` reports those.
      ignoreSourceErrors: true,
    },
  },
})
