import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  // They bundle, compile, and run Jest.
  test: { name: 'reactNative', include: ['test/reactNative/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
})
