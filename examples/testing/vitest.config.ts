import { playwright } from '@vitest/browser-playwright'
import { msw } from 'msw/vite'
import { defineConfig } from 'vitest/config'
import { launchOptions } from './chromium.mjs'

export default defineConfig({
  root: import.meta.dirname,
  test: {
    projects: [
      {
        extends: './vite.config.ts',
        test: {
          name: 'fake',
          include: ['chat.fake.test.tsx'],
          environment: 'jsdom',
          // Testing Library finds them, cleans up by itself, and waits for React.
          globals: true,
          setupFiles: ['./vitest.setup.ts'],
        },
      },
      {
        extends: './vite.config.ts',
        plugins: [msw({ mode: 'worker-only' })],
        test: {
          name: 'msw',
          include: ['chat.msw.test.tsx'],
          setupFiles: ['./vitest.setup.ts'],
          // It waits for the next attempt to connect, in real time.
          testTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
          browser: {
            enabled: true,
            headless: true,
            provider: playwright({ launchOptions }),
            instances: [{ browser: 'chromium', name: 'msw' }],
          },
        },
      },
    ],
  },
})
