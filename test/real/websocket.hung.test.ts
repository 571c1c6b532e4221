import { createConnection, webSocket } from 'wirehooks/vanilla'
import { expect, test } from 'vitest'
import { stage } from '../support/stage'
import { until } from '../support/until'

test('a server that hangs gets its socket closed within a second or two, and the next attempt is not held up', async (context) => {
  const { serve, proxy } = stage(context)
  const server = await serve()
  const relay = await proxy(server)
  relay.accept('mute')
  const connection = createConnection(webSocket(relay.url))
  context.onTestFinished(connection.close)
  connection.open()
  await until(relay, () => relay.pairs[0])
  relay.accept('forward')
  connection.reconnect()
  await until(connection.store, () => connection.store.getState().status === 'open')
  await until(relay, () => !relay.pairs[0]?.isOpen, 3000)
  expect(server.peers).toHaveLength(1)
})
