import { createConnection, webSocket, type WebSocketOptions } from 'wirehooks/vanilla'
import { expect, test } from 'vitest'
import { WebSocket as WebSocketOfWs } from 'ws'
import { stage } from '../support/stage'
import { until } from '../support/until'

// What the server sees of headers, by whose WebSocket it is.
const classes: [string, WebSocketOptions['WebSocket']][] = [
  ['the class of ws', WebSocketOfWs],
  ["Node's own", undefined],
]

test.concurrent.for(classes)('headers go along with every request, over %s', async ([, WebSocket], context) => {
  const { serve } = stage(context)
  const server = await serve()
  let count = 0
  const connection = createConnection(
    webSocket(server.url, {
      WebSocket,
      protocols: ['v1'],
      headers: async () => ({ authorization: `Bearer ${(count += 1)}` }),
    }),
    { backoff: { initialDelay: 0, minUptime: 0 } },
  )
  context.onTestFinished(connection.close)
  connection.open()
  await until(server, () => server.peers.length === 1)
  server.peers[0]?.socket.terminate()
  await until(server, () => server.peers.length === 2)
  expect(
    server.peers.map(({ request: { headers } }) => [headers.authorization, headers['sec-websocket-protocol']]),
  ).toEqual([
    ['Bearer 1', 'v1'],
    ['Bearer 2', 'v1'],
  ])
})
