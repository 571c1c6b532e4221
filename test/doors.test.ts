import { expect, test } from 'vitest'

const names = (door: object): string[] => Object.keys(door).toSorted()

test('wirehooks', async () => {
  expect(names(await import('wirehooks'))).toMatchInlineSnapshot(`
    [
      "WireError",
      "binary",
      "connections",
      "createConnection",
      "isWireError",
      "json",
      "stored",
      "structured",
      "text",
      "useConnection",
      "useConnectionStatus",
      "useEvent",
      "useFold",
      "useLatest",
      "useMessages",
      "useWebSocket",
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
      "isWireError",
      "json",
      "stored",
      "structured",
      "text",
      "webSocket",
      "webStorage",
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
