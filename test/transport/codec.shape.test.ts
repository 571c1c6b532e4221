import { afterEach, expect, test, vi } from 'vitest'
import { json, type Shape } from '../../src/transport/codec'

/** What was printed, and nothing any more. */
function collectWarnings(): string[] {
  const warnings: string[] = []
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void warnings.push(text))
  return warnings
}

function thrower(): never {
  throw new RangeError('a bug')
}

afterEach(() => vi.restoreAllMocks())

test('reads what looks like the answer to a request as one, and as the message that it may be', () => {
  const { decode } = json()
  expect(
    [
      '{"replyTo":"7","payload":[1]}',
      '{"replyTo":7,"payload":0}',
      '{"replyTo":"7"}',
      '{"replyTo":"7","error":"no"}',
    ].map(decode),
  ).toEqual([
    { event: 'message', data: { replyTo: '7', payload: [1] }, reply: { to: '7', data: [1], error: undefined } },
    { event: 'message', data: { replyTo: 7, payload: 0 }, reply: { to: '7', data: 0, error: undefined } },
    { event: 'message', data: { replyTo: '7' }, reply: { to: '7', data: undefined, error: undefined } },
    {
      event: 'message',
      data: { replyTo: '7', error: 'no' },
      reply: { to: '7', data: undefined, error: 'no' },
    },
  ])
})

test('a message that replies to another keeps everything that it says', () => {
  expect(json().decode('{"id":2,"text":"me too","replyTo":1}')).toEqual({
    event: 'message',
    data: { id: 2, text: 'me too', replyTo: 1 },
    reply: { to: '1', data: undefined, error: undefined },
  })
})

test.each<[string, object]>([
  ['has a type', { event: 'CHAT', data: 'hi' }],
  ['replies to nothing', { event: 'message', data: { replyTo: null } }],
  ['replies to a whole message', { event: 'message', data: { replyTo: { id: 1 } } }],
  ['says only that it is a reply', { event: 'message', data: { replyTo: true } }],
])('a message that %s is no answer', (name, message) => {
  const frames: Record<string, string> = {
    'has a type': '{"type":"CHAT","payload":"hi","replyTo":1}',
    'replies to nothing': '{"replyTo":null}',
    'replies to a whole message': '{"replyTo":{"id":1}}',
    'says only that it is a reply': '{"replyTo":true}',
  }
  expect(json().decode(frames[name] ?? '')).toEqual(message)
})

test('finds the name of an event elsewhere', () => {
  const { decode } = json({ event: ({ symbol }: { symbol?: string; price?: number }) => symbol })
  expect(['{"symbol":"ACME","price":3}', '{"type":"ACME"}', '3'].map(decode)).toEqual([
    { event: 'ACME', data: { symbol: 'ACME', price: 3 } },
    { event: 'message', data: { type: 'ACME' } },
    { event: 'message', data: 3 },
  ])
})

test('asks the shape about objects only', () => {
  const asked: object[] = []
  const { decode } = json({
    event(message) {
      asked.push(message)
      return undefined
    },
  })
  for (const frame of ['1', '"x"', 'null', 'true', '[2]', '{"a":3}']) decode(frame)
  expect(asked).toEqual([[2], { a: 3 }])
})

test('speaks JSON-RPC', () => {
  interface Rpc {
    method?: string
    id?: number
    result?: unknown
    error?: { code: number }
    params?: unknown
  }
  const { encode, decode } = json<Rpc>({
    envelope: (method, params, id) => ({ jsonrpc: '2.0', method, params, ...(id && { id: Number(id) }) }),
    event: ({ method }) => method,
    reply: ({ id, method, result, error }) =>
      id !== undefined && method === undefined ? { to: String(id), data: result, error } : undefined,
  })
  expect([
    encode({ event: 'notify', data: [1] }),
    encode({ event: 'sum', data: [1, 2], id: '4' }),
    decode('{"jsonrpc":"2.0","method":"tick","params":[3]}'),
    decode('{"jsonrpc":"2.0","id":4,"result":3}'),
    decode('{"jsonrpc":"2.0","id":4,"error":{"code":-32601}}'),
  ]).toEqual([
    '{"jsonrpc":"2.0","method":"notify","params":[1]}',
    '{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":4}',
    { event: 'tick', data: { jsonrpc: '2.0', method: 'tick', params: [3] } },
    {
      event: 'message',
      data: { jsonrpc: '2.0', id: 4, result: 3 },
      reply: { to: '4', data: 3, error: undefined },
    },
    {
      event: 'message',
      data: { jsonrpc: '2.0', id: 4, error: { code: -32601 } },
      reply: { to: '4', data: undefined, error: { code: -32601 } },
    },
  ])
})

test('an answer has the name and the data that it has as an event', () => {
  const { decode } = json({ reply: () => ({ to: '1', data: 'mine' }), event: () => 'EVENT' })
  expect(decode('{"payload":5}')).toEqual({ event: 'EVENT', data: 5, reply: { to: '1', data: 'mine' } })
})

test.each([undefined, null])('a name that is %o means the event "message"', (name) => {
  const { decode } = json({ event: () => name as undefined })
  expect(decode('{"type":"A"}')).toEqual({ event: 'message', data: { type: 'A' } })
})

test.each([
  [5, 'a number'],
  [{ name: 'A' }, 'an object with name'],
  [true, 'a boolean'],
])('a name that is %o means the event "message" too, with one warning', (name, kind) => {
  const warnings = collectWarnings()
  const { decode } = json({ event: () => name as never })
  for (let count = 0; count < 2; count += 1)
    expect(decode('{"type":"A","payload":1}')).toEqual({ event: 'message', data: { type: 'A', payload: 1 } })
  expect(warnings).toEqual([
    `wirehooks: Expected event() of the codec's shape to return a name, or undefined for the event "message", but it returned ${kind}. The message is taken for the event "message". Turn the name into a string.`,
  ])
})

test.each([
  [{ data: 1 }, 'an object with data'],
  [{ replyTo: '1', data: 1 }, 'an object with replyTo, data'],
  [{ to: 1, data: 1 }, 'an object with to, data'],
  [true, 'a boolean'],
  ['1', 'a string'],
])('an answer that is %o is none, with one warning', (reply, kind) => {
  const warnings = collectWarnings()
  const { decode } = json({ reply: () => reply as never })
  for (let count = 0; count < 2; count += 1) expect(decode('{"type":"A","payload":1}')).toEqual({ event: 'A', data: 1 })
  expect(warnings).toEqual([
    `wirehooks: Expected reply() of the codec's shape to return { to, data } or { to, error } with the id of a request as a string in "to", or undefined where the message is no answer, but it returned ${kind}. The message is taken for no answer.`,
  ])
})

test.each([undefined, null])('an answer that is %o is none, without a warning', (reply) => {
  const warnings = collectWarnings()
  expect(json({ reply: () => reply as undefined }).decode('{"type":"A"}')).toEqual({ event: 'A', data: { type: 'A' } })
  expect(warnings).toEqual([])
})

test('a type that is no name is no mistake', () => {
  const warnings = collectWarnings()
  expect(json().decode('{"type":5}')).toEqual({ event: 'message', data: { type: 5 } })
  expect(json({ event: undefined, reply: undefined }).decode('{"type":{}}')).toMatchObject({ event: 'message' })
  expect(warnings).toEqual([])
})

test.each<[string, Shape]>([
  ['event', { event: thrower }],
  ['reply', { reply: thrower }],
])('what %s() throws, decode throws', (_name, shape) => {
  expect(() => json(shape).decode('{}')).toThrow('a bug')
})

test('may have no answers at all', () => {
  expect(json({ reply() {} }).decode('{"replyTo":1}')).toEqual({ event: 'message', data: { replyTo: 1 } })
})
