import { describe, expect, test } from 'vitest'
import { createFakeClock, createFakeNetwork } from 'wirehooks/testing'
import { until } from '../support/until'
import { stage } from './support/stage'
import { dialling } from './support/transports'

describe.concurrent.each(dialling)('$name', (adapter) => {
  test('leaves when the page goes into the cache, and comes back with it', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const [clock, network] = [createFakeClock(), createFakeNetwork()]
    const far = await serve()
    const client = connect(far, { clock, network })
    await client.reaches('open')
    network.signal('pagehide')
    await until(far, () => far.sockets === 0)
    await clock.advance(60_000)
    expect(far.visits).toHaveLength(1)
    network.signal('pageshow')
    await clock.advance(250)
    await client.reaches('open')
    expect(client.closes).toEqual([{ reason: { kind: 'page-hidden' }, willRetry: true }])
    expect(client.moves.slice(2)).toEqual([
      ['open', 0, null],
      ['reconnecting', 0, null],
      ['reconnecting', 0, 250],
      ['reconnecting', 0, null],
      ['open', 0, null],
    ])
    expect(far.visits.map(({ isHere }) => isHere)).toEqual([false, true])
  })

  test('dials every 20 s while the browser says that it is offline, and once when it is back', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const [clock, network] = [createFakeClock(), createFakeNetwork()]
    const far = await serve({ greet: (count) => (count === 2 || count === 3 ? 'broken' : 'accept') })
    const client = connect(far, { clock, network })
    await client.reaches('open')
    network.signal('offline')
    expect(client.state).toMatchObject({ status: 'open', online: false })
    far.visits[0]?.cut()
    await client.reaches('reconnecting')
    for (const visits of [1, 2]) {
      await until(client, () => client.state.retryAt && client.state.attempt === visits)
      await clock.advance(19_999)
      expect(far.visits).toHaveLength(visits)
      await clock.advance(1)
      await until(far, () => far.visits.length === visits + 1)
    }
    await until(client, () => client.state.retryAt)
    expect(client.state).toMatchObject({ status: 'reconnecting', online: false, lost: true })
    for (const signal of ['online', 'visibilitychange', 'resume', 'pageshow'] as const) network.signal(signal)
    await clock.advance(250)
    await client.reaches('open')
    await clock.advance(60_000)
    expect(client.state).toMatchObject({ online: true, lost: false })
    expect(far.visits).toHaveLength(4)
  })

  test('opens, and opens again, though the browser is wrong and says that it is offline', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const [clock, network] = [createFakeClock(), createFakeNetwork()]
    network.signal('offline')
    const far = await serve()
    const client = connect(far, { clock, network })
    await client.reaches('open')
    far.visits[0]?.cut()
    await client.reaches('reconnecting')
    await clock.advance(20_000)
    await client.reaches('open')
    expect(client.moves.slice(1)).toEqual([
      ['connecting', 0, null],
      ['open', 0, null],
      ['reconnecting', 1, 20_000],
      ['reconnecting', 1, null],
      ['open', 0, null],
    ])
    expect(client.state.online).toBe(false)
  })

  test('does not sit out a long wait when the network is back', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const [clock, network] = [createFakeClock(), createFakeNetwork()]
    const far = await serve({ greet: (count) => (count === 1 ? 'broken' : 'accept') })
    const client = connect(far, { clock, network, backoff: { initialDelay: 20_000 } })
    await until(client, () => client.state.retryAt)
    network.signal('online')
    await clock.advance(250)
    await client.reaches('open')
    expect(client.moves.slice(2)).toEqual([
      ['reconnecting', 1, 10_100],
      ['reconnecting', 1, 250],
      ['reconnecting', 1, null],
      ['open', 0, null],
    ])
  })
})
