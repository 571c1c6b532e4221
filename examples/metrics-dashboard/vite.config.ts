import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  // Straight from the source. In an app of your own, wirehooks comes from npm.
  resolve: { alias: { wirehooks: fileURLToPath(new URL('../../src/index.ts', import.meta.url)) } },
  // All of them before the first page, so that none makes a page load twice.
  optimizeDeps: {
    include: [
      'react',
      'react-dom/client',
      'react/jsx-dev-runtime',
      'uplot',
      'zustand',
      'zustand/react/shallow',
      'zustand/vanilla',
    ],
  },
})
