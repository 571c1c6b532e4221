import { fileURLToPath } from 'node:url'
import { createContext, runInContext } from 'node:vm'
import { build, type Rolldown } from 'vite'
import { beforeAll, describe, expect, test } from 'vitest'

const source = (door: string): string => fileURLToPath(new URL(`../src/${door}.ts`, import.meta.url))

describe.each([
  { door: 'index', imports: expect.arrayContaining(['react']) },
  { door: 'vanilla', imports: [] },
  { door: 'supabase', imports: expect.arrayContaining(['react']) },
  { door: 'supabase.table', imports: expect.arrayContaining(['react']) },
  { door: 'react-native', imports: [] },
  { door: 'server', imports: [] },
  { door: 'server.redis', imports: [] },
  { door: 'server.socket.io', imports: [] },
  { door: 'testing', imports: [] },
  { door: 'testing.supabase', imports: [] },
  { door: 'testing.msw', imports: expect.arrayContaining(['msw', 'engine.io-parser', 'socket.io-parser']) },
])('importing $door', ({ door, imports }) => {
  let code: string

  beforeAll(async () => {
    code = await bundle(source(door))
  })

  test('does nothing where there is no page', () => {
    expect(touched(code)).toEqual([])
  })

  test('does nothing in a page', () => {
    expect(touched(code, page)).toEqual([])
  })

  test('imports React only for the hooks, and MSW only for its mocks', () => {
    expect(required(code)).toEqual(imports)
  })
})

test('this test would notice', () => {
  const code = `
    setTimeout(() => {}); new WebSocket('ws://x'); Math.random(); crypto.randomUUID(); fetch('/')
    globalThis.addEventListener?.('online', () => {}); globalThis.window?.addEventListener('online', () => {})
    globalThis.document?.addEventListener('visibilitychange', () => {}); globalThis.navigator?.locks.request('x')
    require('react')`
  const everywhere = ['setTimeout', 'WebSocket', 'Math.random', 'crypto.randomUUID', 'fetch', 'addEventListener']
  const inPage = ['window.addEventListener', 'document.addEventListener', 'navigator.locks.request']
  expect(touched(code)).toEqual(everywhere)
  expect(touched(code, page)).toEqual([...everywhere, ...inPage])
  expect(required(code)).toEqual(['react'])
})

/** Whatever starts, opens, listens or draws lots. */
const world = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame', 'requestIdleCallback'],
  ...['WebSocket', 'EventSource', 'XMLHttpRequest', 'fetch', 'Worker', 'SharedWorker', 'BroadcastChannel'],
  ...['addEventListener', 'Math.random', 'crypto.randomUUID', 'crypto.getRandomValues'],
]
const page = [
  ...['window.addEventListener', 'document.addEventListener', 'navigator.locks.request'],
  ...['localStorage.getItem', 'sessionStorage.getItem', 'indexedDB.open'],
]

/** Runs `code` in a world of its own and says which of its things were called, in order. */
function touched(code: string, more: string[] = []): string[] {
  const calls: string[] = []
  run(code, [...world, ...more], (name) => calls.push(name))
  return calls
}

function required(code: string): string[] {
  const names: string[] = []
  run(
    code,
    world,
    () => {},
    (name) => names.push(name),
  )
  return names
}

function run(
  code: string,
  things: string[],
  onCall: (name: string) => void,
  onRequire = (_name: string): void => {},
): void {
  // Something of every shape, for what a module may build from React at import: `createContext(null)`.
  const shape = Object.assign(function () {}, { createContext: null })
  const anything: object = new Proxy(shape, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => '' : anything),
    apply: () => anything,
  })
  const require = (name: string): object => {
    onRequire(name)
    return anything
  }
  const context = createContext({ require, exports: {}, URL, TextEncoder, TextDecoder, AbortController, console })
  const globals = runInContext('globalThis', context) as Record<string, unknown>
  for (const path of things) {
    const keys = path.split('.')
    const last = keys.pop() as string
    let owner = globals
    for (const key of keys) owner = (owner[key] ??= {}) as Record<string, unknown>
    owner[last] = function () {
      onCall(path)
    }
  }
  runInContext(code, context)
}

/** One CommonJS script of the door and all it needs, React and MSW aside. */
async function bundle(entry: string): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: { entry, formats: ['cjs'] },
      rolldownOptions: {
        external: /^(react(-dom)?|msw|(engine|socket)\.io-parser)($|\/)/,
        output: { codeSplitting: false },
      },
    },
  })
  const [{ output }] = result as Rolldown.RolldownOutput[] as [Rolldown.RolldownOutput]
  return output[0].code
}
