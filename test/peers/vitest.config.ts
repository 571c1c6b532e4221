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

/** One React for all: zustand imports the one beside it. */
const hooks = ['react', 'react-dom', 'zustand']

// The ordinary suites, over the oldest versions that wirehooks works with: those of test/peers/oldest/package.json.
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
          include: ['test/peers/{app,newest,versions}.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      over('units', ['@supabase/supabase-js', 'socket.io-client', 'zustand'], {
        isolate: false,
        include: ['test/transports/{socket.io,supabase}*.test.ts', 'test/transports/socket.io/*.test.ts'],
        setupFiles,
      }),
      over('supabase', ['@supabase/supabase-js', 'zustand'], {
        isolate: false,
        include: ['test/supabase/channel.*.test.ts', 'test/supabase/project.test.ts'],
      }),
      over('socket.io', ['socket.io', 'socket.io-client', 'zustand'], {
        isolate: false,
        include: ['test/real/socket.io.*.test.ts', 'test/server/socketIOPresence*.test.ts'],
        // What a server keeps for a client that was cut off came with Socket.IO 4.6. A cluster needs an adapter that is as old.
        exclude: ['test/real/socket.io.recovery.test.ts', 'test/server/socketIOPresence.cluster.test.ts'],
      }),
      over('msw', ['msw'], { include: ['test/testing/msw/**/*.test.{ts,tsx}'], setupFiles }),
      over('redis', ['redis'], {
        isolate: false,
        include: ['test/server/redisStore.test.ts', 'test/server/store.test.ts'],
      }),
      over('hooks', ['@supabase/supabase-js', 'socket.io', 'socket.io-client', ...hooks], {
        isolate: false,
        include: ['test/react/{useSupabase,useSocketIO}*.test.tsx', 'test/testing/supabase/*.test.tsx'],
        exclude: ['test/react/*.ssr.test.tsx'],
        environment: 'jsdom',
        setupFiles,
        server: { deps: { inline: [/@testing-library\/react/, /zustand/] } },
      }),
      over('ssr', ['@supabase/supabase-js', 'socket.io', 'socket.io-client', ...hooks], {
        isolate: false,
        include: ['test/react/*.ssr.test.tsx'],
        server: { deps: { inline: [/@testing-library\/react/, /zustand/] } },
      }),
      over('conformance', ['@supabase/supabase-js', 'socket.io', 'socket.io-client'], {
        include: ['test/conformance/**/*.test.{ts,tsx}'],
        // A client of Supabase before 2.100 does not tell when it found that its server is silent. How often we dial in 20 s is not
        // up to a peer.
        exclude: ['test/conformance/{halfOpen,flapping}.test.ts'],
        maxConcurrency: 12,
        alias: [{ find: /^\.\.\/transports$/, replacement: `${root}test/peers/transports.ts` }],
      }),
      over('presence', ['@supabase/supabase-js', 'redis'], {
        include: ['test/presenceConformance/**/*.test.{ts,tsx}'],
        globalSetup: ['test/presenceConformance/support/oneRedis.ts'],
        maxConcurrency: 6,
        alias: [{ find: /^\.\/backends$/, replacement: `${root}test/peers/backends.ts` }],
      }),
    ],
  },
})

/** A suite in which these packages are the oldest that we work with. */
function over(name: string, packages: readonly string[], test: Project['test']): Project {
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
