import { defineConfig } from '@playwright/test'
import { launchOptions } from './chromium.mjs'

export default defineConfig({
  testMatch: 'chat.real.spec.ts',
  outputDir: '../../.cache/playwright',
  workers: 1,
  // It waits for the next attempt to connect, in real time.
  timeout: 60_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  webServer: {
    command: 'vite --host=127.0.0.1 --port=0',
    // The page's address, which Playwright puts into the environment.
    wait: { stdout: /(?<page_url>http:\/\/127\S+)/ },
  },
  use: { baseURL: process.env.PAGE_URL, launchOptions },
})
