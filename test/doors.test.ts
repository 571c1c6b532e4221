import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const names = (door: object): string[] => Object.keys(door).toSorted()

test('wirehooks', async () => {
  expect(names(await import('wirehooks'))).toMatchInlineSnapshot(`
    [
      "WireError",
      "WireProvider",
      "binary",
      "byProtocol",
      "connections",
      "createConnection",
      "eventSource",
      "handshake",
      "heartbeat",
      "identify",
      "isWireError",
      "json",
      "labelOf",
      "matching",
      "presenceOf",
      "rateLimit",
      "raw",
      "roomOf",
      "schemas",
      "setNetwork",
      "storageNameOf",
      "stored",
      "structured",
      "text",
      "useAway",
      "useConnection",
      "useConnectionStatus",
      "useCursors",
      "useEvent",
      "useEventSource",
      "useFold",
      "useLatest",
      "useMessages",
      "useOthers",
      "usePresence",
      "usePresenceEvent",
      "useRoom",
      "useRooms",
      "useTyping",
      "useWebSocket",
      "verdictOf",
      "webSocket",
      "webStorage",
    ]
  `)
})

test('wirehooks/vanilla', async () => {
  expect(names(await import('wirehooks/vanilla'))).toMatchInlineSnapshot(`
    [
      "WireError",
      "binary",
      "byProtocol",
      "connections",
      "createConnection",
      "eventSource",
      "handshake",
      "heartbeat",
      "identify",
      "isWireError",
      "json",
      "labelOf",
      "matching",
      "presenceOf",
      "rateLimit",
      "raw",
      "roomOf",
      "schemas",
      "setNetwork",
      "storageNameOf",
      "stored",
      "structured",
      "text",
      "verdictOf",
      "webSocket",
      "webStorage",
    ]
  `)
})

test('wirehooks/socket.io', async () => {
  expect(names(await import('wirehooks/socket.io'))).toMatchInlineSnapshot(`
    [
      "socketIO",
      "useSocketIO",
    ]
  `)
})

test('wirehooks/supabase', async () => {
  expect(names(await import('wirehooks/supabase'))).toMatchInlineSnapshot(`
    [
      "supabaseChannel",
      "supabasePresence",
      "useSupabaseChannel",
    ]
  `)
})

test('wirehooks/supabase/table', async () => {
  expect(names(await import('wirehooks/supabase/table'))).toMatchInlineSnapshot(`
    [
      "useSupabaseTable",
    ]
  `)
})

test('wirehooks/server', async () => {
  expect(names(await import('wirehooks/server'))).toMatchInlineSnapshot(`
    [
      "createPresence",
      "memoryStore",
    ]
  `)
})

test('wirehooks/server/redis', async () => {
  expect(names(await import('wirehooks/server/redis'))).toMatchInlineSnapshot(`
    [
      "redisStore",
    ]
  `)
})

test('wirehooks/server/socket.io', async () => {
  expect(names(await import('wirehooks/server/socket.io'))).toMatchInlineSnapshot(`
    [
      "createPresence",
    ]
  `)
})

test('wirehooks/react-native', async () => {
  expect(names(await import('wirehooks/react-native'))).toMatchInlineSnapshot(`
    [
      "reactNativeNetwork",
    ]
  `)
})

test('wirehooks/testing', async () => {
  expect(names(await import('wirehooks/testing'))).toMatchInlineSnapshot(`
    [
      "createFakeClock",
      "createFakeNetwork",
      "createFakePresence",
      "createFakeTransport",
      "recordSession",
      "replaySession",
      "resetConnections",
      "wireMatchers",
    ]
  `)
})

test('wirehooks/testing/msw', async () => {
  expect(names(await import('wirehooks/testing/msw'))).toMatchInlineSnapshot(`
    [
      "wireHandlers",
    ]
  `)
})

test('wirehooks/testing/supabase', async () => {
  expect(names(await import('wirehooks/testing/supabase'))).toMatchInlineSnapshot(`
    [
      "createFakeMembers",
      "createFakeSupabase",
    ]
  `)
})

test('every bag of options that a door exports is in the list of the type test that every option may be undefined', () => {
  const doors = readdirSync('src').filter((name) => name.endsWith('.ts'))
  const exported = doors.flatMap(
    (name) => read(`src/${name}`).match(/\b[A-Z]\w*(?:Options|Props|Settings|Limits)\b/g) ?? [],
  )
  const listed = new Set(read('test/types/options.test-d.ts').match(/(?<=^  )\w+(?=: )/gm))
  expect(exported.length).toBeGreaterThan(40)
  expect(exported.filter((name) => !listed.has(name))).toEqual([])
})

function read(path: string): string {
  return readFileSync(path, 'utf8')
}
