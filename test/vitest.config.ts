import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { msw } from 'msw/vite'
import type { Alias } from 'vite'
import { defineConfig, type TestProjectInlineConfiguration as Project } from 'vitest/config'
import { launchOptions } from './support/chromium.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const react18 = createRequire(new URL('react18/package.json', import.meta.url))

/** The doors, straight from the source. */
const doors: Alias[] = [
  { find: /^wirehooks$/, replacement: `${root}src/index.ts` },
  { find: /^wirehooks\/(server|supabase|testing)\/(.*)$/, replacement: `${root}src/$1.$2.ts` },
  { find: /^wirehooks\/(.*)$/, replacement: `${root}src/$1.ts` },
]

const reactDoors: Alias[] = [
  'react',
  'react/jsx-runtime',
  'react/jsx-dev-runtime',
  'react-dom',
  'react-dom/client',
  'react-dom/server',
  'react-dom/test-utils',
].map((name) => ({ find: new RegExp(`^${name}$`), replacement: react18.resolve(name) }))

/** Its CommonJS build would `require` the React of the root, whatever the aliases say. */
const testingLibrary: Alias = {
  find: /^@testing-library\/react$/,
  replacement: `${root}node_modules/@testing-library/react/dist/@testing-library/react.esm.js`,
}

const hooks: Project['test'] = {
  environment: 'jsdom',
  include: ['test/react/**/*.test.tsx'],
  exclude: ['test/react/**/*.ssr.test.tsx'],
  isolate: false,
  setupFiles: ['src/testing.vitest.ts', 'test/setup.ts'],
  // Some start a database, which takes its time where much else is going on.
  testTimeout: 30_000,
}

/** What happens between two processes happens in time, not at once. */
const patient: Project['test'] = { expect: { poll: { timeout: 5000, interval: 100 } } }

// `isolate: false`: a world for every file costs more than most of the tests in it. One for all is one in which no test
// leaves anything behind.
export default defineConfig({
  root,
  test: {
    projects: [
      // They look at every file.
      node('floors', ['test/{floors,doors,importing,docs}.test.ts'], { testTimeout: 30_000 }),
      node(
        'unit',
        [
          'test/{transport,protocol,connection,channel,transports,wrappers,presence,server,testing,labs}/**/*.test.ts',
          'test/testing/**/*.test.tsx',
        ],
        { testTimeout: 30_000, setupFiles: ['src/testing.vitest.ts', 'test/setup.ts'] },
      ),
      node('ssr', ['test/react/**/*.ssr.test.tsx']),
      node('examples', ['test/examples/**/*.test.ts'], { testTimeout: 60_000, hookTimeout: 60_000 }),
      // They check every page, and run what is on it.
      {
        root,
        resolve: { alias: doors },
        test: {
          ...hooks,
          ...patient,
          name: 'docs',
          include: ['test/docs/*.test.{ts,tsx}'],
          exclude: [],
          isolate: false,
        },
      },
      // They install and build whole apps.
      node('pack', ['test/pack/**/*.test.ts'], { testTimeout: 300_000, hookTimeout: 60_000 }),
      // It builds all of Storybook first.
      node('storybook', ['test/stories/**/*.test.ts'], { testTimeout: 180_000, hookTimeout: 300_000 }),
      { root, resolve: { alias: doors }, test: { ...hooks, name: 'react' } },
      {
        root,
        resolve: { alias: [...doors, ...reactDoors, testingLibrary] },
        test: {
          ...hooks,
          name: 'react18',
          env: { EXPECT_REACT: '18' },
          server: { deps: { inline: [/@testing-library\/react/, /zustand/] } },
        },
      },
      {
        root,
        resolve: { alias: [...doors, ...reactDoors, testingLibrary] },
        test: {
          name: 'ssr18',
          environment: 'node',
          isolate: false,
          include: ['test/react/**/*.ssr.test.tsx', 'test/react/version.test.tsx'],
          env: { EXPECT_REACT: '18' },
          server: { deps: { inline: [/@testing-library\/react/, /zustand/] } },
        },
      },
      {
        root,
        plugins: [react({ compiler: true })],
        resolve: { alias: doors },
        test: { ...hooks, name: 'compiled', include: ['test/compiled.test.ts', 'test/react/**/*.test.tsx'] },
      },
      {
        root,
        // Serves the service worker of MSW.
        plugins: [msw({ mode: 'worker-only' })],
        resolve: { alias: doors },
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.tsx'],
          setupFiles: ['test/setup.ts'],
          globalSetup: ['test/browser/servers.ts', 'test/support/socketIOBrowser.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions }),
            instances: [{ browser: 'chromium', name: 'browser' }],
          },
        },
      },
      {
        // No aliases: the doors resolve through package.json to what was built.
        root,
        test: {
          name: 'dist',
          isolate: false,
          include: ['test/connection/connection*.test.ts', 'test/real/**/*.test.{ts,tsx}'],
          server: { deps: { external: [/\/dist\//] } },
        },
      },
    ],
  },
})

function node(name: string, include: string[], more: Project['test'] = {}): Project {
  return {
    root,
    resolve: { alias: doors },
    test: { name, include, environment: 'node', isolate: false, ...patient, ...more },
  }
}
