import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// The backend proves itself with the client alone: nothing of this package is in it.
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'supabaseBackend',
    include: ['test/supabaseBackend/**/*.test.ts'],
    environment: 'node',
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
