import { fileURLToPath } from 'node:url'
import type { StorybookConfig } from '@storybook/react-vite'
import { msw } from 'msw/vite'
import remarkGfm from 'remark-gfm'
import type { Alias } from 'vite'
import { databasePlugin } from './databasePlugin.ts'
import { docstringsPlugin } from './docstringsPlugin.ts'

const source = fileURLToPath(new URL('../src/', import.meta.url))

/** The doors, straight from the source. */
const doors: Alias[] = [
  { find: /^wirehooks$/, replacement: `${source}index.ts` },
  { find: /^wirehooks\/([^/]+)\/(.*)$/, replacement: `${source}$1.$2.ts` },
  { find: /^wirehooks\/(.*)$/, replacement: `${source}$1.ts` },
]

/** What stories, and the source behind the doors, import. */
const ofStories = [
  '@electric-sql/pglite',
  '@storybook/addon-a11y/preview',
  '@storybook/addon-docs/blocks',
  '@supabase/supabase-js',
  'engine.io-parser',
  'msw',
  'msw/browser',
  'react-dom',
  'react-dom/client',
  'socket.io-client',
  'socket.io-parser',
  'storybook/internal/core-events',
  'storybook/theming',
  'uplot',
  'zod',
  'zustand',
  'zustand/react/shallow',
  'zustand/vanilla',
]

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: ['../stories/**/*.mdx', '../stories/**/*.stories.tsx'],
  addons: [
    // Tables are an extension of Markdown, which MDX does not know by itself.
    {
      name: '@storybook/addon-docs',
      options: { mdxPluginOptions: { mdxCompileOptions: { remarkPlugins: [remarkGfm] } } },
    },
    '@storybook/addon-a11y',
    '@storybook/addon-vitest',
  ],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: ({ plugins = [], resolve = {}, optimizeDeps = {}, build = {}, ...vite }) => ({
    ...vite,
    // `light-dark(…)` stays as it is written: what it would be turned into does not follow the toolbar.
    build: { ...build, cssTarget: ['chrome123', 'firefox120', 'safari17.5'] },
    // All of them before the first page, so that no story makes it load twice.
    optimizeDeps: { ...optimizeDeps, include: [...(optimizeDeps.include ?? []), ...ofStories] },
    resolve: { ...resolve, alias: [...doors, ...(Array.isArray(resolve.alias) ? resolve.alias : [])] },
    // The one of MSW serves its service worker, and puts it into the static build.
    plugins: [...plugins, docstringsPlugin(), databasePlugin(), msw({ mode: 'worker-only' })],
  }),
}

export default config
