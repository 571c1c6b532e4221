import { onTestFinished, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type ServerOptions, startServer, type TestServer } from '../../support/server'

/** For one test, every WebSocket that is opened anywhere goes to a real server in this process. */
export async function exampleCom(options: ServerOptions = {}): Promise<TestServer> {
  const server = await startServer(options)

  class Diverted extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      const { pathname, search } = new URL(url)
      super(server.url + pathname + search, protocols)
    }
  }

  vi.stubGlobal('WebSocket', Diverted)
  onTestFinished(async () => {
    vi.unstubAllGlobals()
    await server.stop()
  })
  return server
}
