import { setupServer, type SetupServer } from 'msw/node'
import { afterAll, afterEach } from 'vitest'
import { type Connection, createConnection, type SendingTransport, type Transport } from 'wirehooks/vanilla'
import { resetConnections } from 'wirehooks/testing'
import type { WireServer } from 'wirehooks/testing/msw'

/** Has MSW play these servers for the whole file, anew for every test. */
export function serve(...servers: WireServer[]): SetupServer {
  const server = setupServer(...servers.flatMap((handlers) => [...handlers]))
  server.listen(everythingElse('error'))
  afterEach(() => {
    resetConnections()
    for (const each of servers) each.reset()
  })
  afterAll(() => server.close())
  return server
}

/** What MSW does about everything else. MSW 2 has another word for it. */
export function everythingElse(strategy: 'bypass' | 'error'): object {
  return { onUnhandledFrame: strategy, onUnhandledRequest: strategy }
}

/** An open connection, and all that it hears. A test that has a stream of events does not send over it. */
export function connect(transport: Transport): { connection: Connection; heard: unknown[]; status(): string } {
  const connection = createConnection(transport as SendingTransport)
  const heard: unknown[] = []
  connection.onAny(({ event, data }) => heard.push([event, data]))
  connection.open()
  return { connection, heard, status: () => connection.store.getState().status }
}
