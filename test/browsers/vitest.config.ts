import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// No aliases: the doors resolve through package.json to what was built.
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'browsers',
    include: ['test/browsers/*.test.ts'],
    globalSetup: ['test/browsers/serveApp.ts'],
    environment: 'node',
    server: { deps: { external: [/\/dist\//] } },
    // A file is a browser. They wait more than they work.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000, interval: 20 } },
  },
})
