import { expect, test } from 'vitest'

const names = (door: object): string[] => Object.keys(door).toSorted()

test('wirehooks', async () => {
  expect(names(await import('wirehooks'))).toMatchInlineSnapshot(`
    [
      "WireError",
      "binary",
      "connections",
      "createConnection",
      "eventSource",
      "handshake",
      "heartbeat",
      "isWireError",
      "json",
      "rateLimit",
      "roomOf",
      "schemas",
      "stored",
      "structured",
      "text",
      "useConnection",
      "useConnectionStatus",
      "useEvent",
      "useEventSource",
      "useFold",
      "useLatest",
      "useMessages",
      "useRoom",
      "useRooms",
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
      "connections",
      "createConnection",
      "eventSource",
      "handshake",
      "heartbeat",
      "isWireError",
      "json",
      "rateLimit",
      "roomOf",
      "schemas",
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
      "useSupabaseChannel",
      "useSupabaseTable",
    ]
  `)
})

test('wirehooks/testing', async () => {
  expect(names(await import('wirehooks/testing'))).toMatchInlineSnapshot(`
    [
      "createFakeClock",
      "createFakeNetwork",
      "createFakeTransport",
    ]
  `)
})
