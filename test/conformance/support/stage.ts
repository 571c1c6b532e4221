import type { TestContext } from 'vitest'
import { type Proxy, startProxy } from '../../support/proxy'
import type { Adapter, FarEnd, Script } from './adapter'
import { type Client, type ClientOptions, createClient } from './client'
import { startFarEnd } from './farEnd'

/** What a test plays with; all of it ends with the test. */
export interface Stage {
  serve(script?: Script): Promise<FarEnd>
  /** Between a client and a server. */
  proxy(far: FarEnd): Promise<Proxy>
  /** Starts at once. */
  connect(far: { readonly url: string }, options?: ClientOptions): Client
}

export function stage(adapter: Adapter, { onTestFinished }: Pick<TestContext, 'onTestFinished'>): Stage {
  return {
    async serve(script) {
      const far = await startFarEnd(adapter, script)
      onTestFinished(far.kill)
      return far
    },
    async proxy({ port }) {
      const proxy = await startProxy(port)
      onTestFinished(proxy.stop)
      return { ...proxy, url: proxy.url.replace('ws:', `${adapter.scheme}:`) }
    },
    connect({ url }, options) {
      const client = createClient(adapter, url, options)
      onTestFinished(client.connection.close)
      client.connection.open()
      return client
    },
  }
}
