import { expect, test } from 'vitest'
import { json } from '../../src/transport/codec'

test('reads the answers to requests', () => {
  const { decode } = json()
  expect(
    [
      '{"replyTo":"7","payload":[1]}',
      '{"replyTo":7,"payload":0}',
      '{"replyTo":"7"}',
      '{"replyTo":"7","error":"no"}',
    ].map(decode),
  ).toEqual([
    { event: 'reply', replyTo: '7', data: [1], error: undefined },
    { event: 'reply', replyTo: '7', data: 0, error: undefined },
    { event: 'reply', replyTo: '7', data: undefined, error: undefined },
    { event: 'reply', replyTo: '7', data: undefined, error: 'no' },
  ])
})

test('a message that replies to nothing is no answer', () => {
  const { decode } = json()
  expect(decode('{"type":"CHAT","payload":"hi","replyTo":null}')).toEqual({ event: 'CHAT', data: 'hi' })
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
      id !== undefined && method === undefined ? { replyTo: String(id), data: result, error } : undefined,
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
    { event: 'reply', replyTo: '4', data: 3, error: undefined },
    { event: 'reply', replyTo: '4', data: undefined, error: { code: -32601 } },
  ])
})

test('lets the shape decide the order: a reply first, then the event', () => {
  const { decode } = json({ reply: () => ({ replyTo: '1', data: 'mine' }), event: () => 'EVENT' })
  expect(decode('{}')).toEqual({ event: 'reply', replyTo: '1', data: 'mine' })
})
