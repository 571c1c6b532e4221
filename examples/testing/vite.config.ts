import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const source = fileURLToPath(new URL('../../src/', import.meta.url))

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  // Straight from the source. In an app of your own, wirehooks comes from npm.
  resolve: {
    alias: [
      { find: /^wirehooks$/, replacement: `${source}index.ts` },
      { find: /^wirehooks\/testing$/, replacement: `${source}testing.ts` },
      { find: /^wirehooks\/testing\/(.*)$/, replacement: `${source}testing.$1.ts` },
    ],
  },
})
