import { wireHandlers, type WireServer } from 'wirehooks/testing/msw'

/** A price, as the servers of the stories about readers send it. */
export interface Trade {
  readonly symbol: string
  readonly price: number
}

/** A server that says `TRADE` once for every trade it is given. */
export interface Ticker {
  readonly url: string
  readonly server: WireServer
  /** So many trades at once, each a little dearer than the one before. */
  trade(count: number): void
}

export function createTicker(name: string): Ticker {
  const url = `wss://stories.example/${name}`
  const server = wireHandlers(url, {
    opened: (client) => client.message('TRADE', { symbol: 'ACME', price: 100 } satisfies Trade),
    on: { MORE: (count) => trade(Number(count)) },
  })

  function trade(count: number): void {
    for (let price = 101; price <= 100 + count; price++) server.message('TRADE', { symbol: 'ACME', price })
  }
  return { url, server, trade }
}
