import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// No aliases: the doors resolve through package.json to what was built, here as in the programs.
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'runtimes',
    include: ['test/runtimes/*.test.ts'],
    environment: 'node',
    server: { deps: { external: [/\/dist\//] } },
    testTimeout: 20_000,
    expect: { poll: { timeout: 10_000, interval: 20 } },
  },
})
