import type { TestContext } from 'vitest'
import type { PerAttempt } from 'wirehooks/vanilla'
import { type ChildServer, startChildServer } from './childServer'
import { type Client, type ClientOptions, createClient } from './client'
import { type Proxy, startProxy } from './proxy'
import { type ServerOptions, startServer, type TestServer } from './server'

/** What a test plays with; all of it ends with the test. */
export interface Stage {
  serve(options?: ServerOptions): Promise<TestServer>
  serveApart(port?: number): Promise<ChildServer>
  proxy(target: { readonly port: number }): Promise<Proxy>
  /** Starts at once. */
  connect(url: PerAttempt<string | URL>, options?: ClientOptions): Client
}

export function stage({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Stage {
  return {
    async serve(options) {
      const server = await startServer(options)
      onTestFinished(server.stop)
      return server
    },
    async serveApart(port) {
      const server = await startChildServer(port)
      onTestFinished(() => server.signal('SIGKILL'))
      return server
    },
    async proxy(target) {
      const proxy = await startProxy(target.port)
      onTestFinished(proxy.stop)
      return proxy
    },
    connect(url, options) {
      const client = createClient(url, options)
      onTestFinished(client.connection.close)
      client.connection.open()
      return client
    },
  }
}
