import { fileURLToPath } from 'node:url'
import type { Alias } from 'vite'
import { defineConfig, type TestProjectInlineConfiguration as Project } from 'vitest/config'
import { oldestVersions } from './oldestVersions.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The doors, straight from the source. */
const doors: Alias[] = [
  { find: /^wirehooks$/, replacement: `${root}src/index.ts` },
  { find: /^wirehooks\/(server|supabase|testing)\/(.*)$/, replacement: `${root}src/$1.$2.ts` },
  { find: /^wirehooks\/(.*)$/, replacement: `${root}src/$1.ts` },
]

/** Its CommonJS build would `require` the React of the root, whatever is resolved here. */
const testingLibrary: Alias = {
  find: /^@testing-library\/react$/,
  replacement: `${root}node_modules/@testing-library/react/dist/@testing-library/react.esm.js`,
}

const setupFiles = ['src/testing.vitest.ts', 'test/setup.ts']

/** The clients that hooks are built on. */
const clients = ['@supabase/supabase-js', 'socket.io', 'socket.io-client']

/** They go together, since zustand imports the React beside it. */
const reactAndZustand = ['react', 'react-dom', 'zustand']

// Those of the ordinary suites that meet a peer dependency, over the oldest versions that wirehooks works with: those of
// test/peers/oldest/package.json. Where a suite has a part that is left out here, the reason is beside it.
export default defineConfig({
  root,
  test: {
    // They wait more than they work.
    maxWorkers: 3,
    projects: [
      {
        root,
        test: {
          name: 'app',
          include: ['test/peers/{app,bundled,jest,newest,versions}.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      suiteOverOldest('units', ['@supabase/supabase-js', 'socket.io-client', 'zustand'], {
        isolate: false,
        // changeFeed.test.ts takes only types from a client.
        include: ['test/transports/{socket.io,supabase}*.test.ts', 'test/transports/socket.io/*.test.ts'],
        setupFiles,
      }),
      suiteOverOldest('supabase', ['@supabase/supabase-js', 'zustand'], {
        isolate: false,
        // followChanges.test.ts and tracker.test.ts meet no client.
        include: ['test/supabase/{channel,table}.*.test.ts', 'test/supabase/project.test.ts'],
      }),
      suiteOverOldest('socket.io', ['socket.io', 'socket.io-client', 'zustand'], {
        isolate: false,
        include: ['test/real/socket.io.*.test.ts', 'test/server/socketIOPresence*.test.ts'],
        // What a server keeps for a client that was cut off came with Socket.IO 4.6. Several servers need an adapter, and the one that
        // we develop with, @socket.io/redis-adapter 8, does not take Socket.IO 4.5.
        exclude: ['test/real/socket.io.recovery.test.ts', 'test/server/socketIOPresence.cluster.test.ts'],
      }),
      suiteOverOldest('msw', ['msw'], { include: ['test/testing/msw/**/*.test.{ts,tsx}'], setupFiles }),
      suiteOverOldest('redis', ['redis'], {
        isolate: false,
        include: ['test/server/redisStore*.test.ts', 'test/server/store.test.ts'],
      }),
      suiteOverOldest('hooks', [...clients, ...reactAndZustand], {
        isolate: false,
        // Hooks without a client: test:react18 runs all of them over the oldest React.
        include: ['test/react/{useSupabase,useSocketIO}*.test.tsx', 'test/testing/supabase/*.test.tsx'],
        // They run in Node: see ssr.
        exclude: ['test/react/*.ssr.test.tsx'],
        environment: 'jsdom',
        setupFiles,
        server: { deps: { inline: [/@testing-library\/react/, /zustand/] } },
      }),
      suiteOverOldest('ssr', [...clients, ...reactAndZustand], {
        isolate: false,
        include: ['test/react/*.ssr.test.tsx'],
        server: { deps: { inline: [/@testing-library\/react/, /zustand/] } },
      }),
      suiteOverOldest('conformance', clients, {
        include: ['test/conformance/**/*.test.{ts,tsx}'],
        maxConcurrency: 12,
        // WebSocket and Server-Sent Events meet no peer dependency.
        alias: [{ find: /^\.\.\/transports$/, replacement: `${root}test/peers/transports.ts` }],
      }),
      suiteOverOldest('presence', ['@supabase/supabase-js', 'redis'], {
        include: ['test/presenceConformance/**/*.test.{ts,tsx}'],
        globalSetup: ['test/presenceConformance/support/oneRedis.ts'],
        maxConcurrency: 6,
        // That of one process meets no peer dependency, and that of Socket.IO needs an adapter: see above.
        alias: [{ find: /^\.\/backends$/, replacement: `${root}test/peers/backends.ts` }],
      }),
    ],
  },
})

/** A suite in which these packages are the oldest that we work with. */
function suiteOverOldest(name: string, packages: readonly string[], test: Project['test']): Project {
  return {
    root,
    plugins: [oldestVersions(packages)],
    resolve: { alias: [...doors, testingLibrary] },
    test: {
      environment: 'node',
      testTimeout: 20_000,
      hookTimeout: 60_000,
      ...test,
      name,
      include: ['test/peers/ran.test.ts', ...(test?.include ?? [])],
      env: { OLDEST: packages.join() },
    },
  }
}
