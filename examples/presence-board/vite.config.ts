import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url))

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  // Not all of `SUPABASE_`: there are keys that no page may see.
  envPrefix: ['VITE_', 'SUPABASE_URL', 'SUPABASE_ANON_KEY'],
  // Straight from the source. In an app of your own, wirehooks comes from npm.
  resolve: {
    alias: [
      { find: /^wirehooks\/socket\.io$/, replacement: source('socket.io.ts') },
      { find: /^wirehooks\/supabase$/, replacement: source('supabase.ts') },
      { find: /^wirehooks$/, replacement: source('index.ts') },
    ],
  },
  // All of them before the first page, so that none makes a page load twice.
  optimizeDeps: {
    include: [
      '@supabase/supabase-js',
      'react',
      'react-dom/client',
      'react/jsx-dev-runtime',
      'socket.io-client',
      'zustand',
      'zustand/react/shallow',
      'zustand/vanilla',
    ],
  },
})
