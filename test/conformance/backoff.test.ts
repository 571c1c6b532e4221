import { describe, expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { until } from '../support/until'
import { stage } from './support/stage'
import { dialling } from './support/transports'

describe.concurrent.each(dialling)('$name', (adapter) => {
  test('waits 100 ms and a random part of a ceiling that follows the outage up to 20 s', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const clock = createFakeClock()
    clock.setRandom(1)
    const far = await serve({ greet: () => 'broken' })
    const client = connect(far, { clock })
    for (const delay of [1100, 1200, 2400, 4800, 9600, 19_200]) {
      await until(client, () => client.state.retryAt)
      await clock.advance(delay - 1)
      expect(client.state.retryAt).not.toBeNull()
      await clock.advance(1)
      expect(client.state.retryAt).toBeNull()
    }
    await until(client, () => client.state.retryAt)
    expect(client.moves.filter(([, , retryIn]) => retryIn)).toEqual([
      ['reconnecting', 1, 1100],
      ['reconnecting', 2, 1200],
      ['reconnecting', 3, 2400],
      ['reconnecting', 4, 4800],
      ['reconnecting', 5, 9600],
      ['reconnecting', 6, 19_200],
      ['reconnecting', 7, 20_100],
    ])
    expect(far.visits).toHaveLength(7)
  })

  test('starts anew only after a link that lived for 5 s', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const clock = createFakeClock()
    const far = await serve()
    const client = connect(far, { clock })
    for (const lifetime of [0, 4999, 5000]) {
      await client.reaches('open')
      await clock.advance(lifetime)
      far.visits.at(-1)?.close()
      await client.reaches('reconnecting')
      await clock.advance(10_000)
    }
    await client.reaches('open')
    expect(client.moves.filter(([, , retryIn]) => retryIn)).toEqual([
      ['reconnecting', 1, 850],
      ['reconnecting', 2, 1600],
      ['reconnecting', 1, 600],
    ])
  })

  test('gives up after as many attempts as it was told', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve({ greet: () => 'broken' })
    const client = connect(far, { backoff: { initialDelay: 1, attempts: 2 } })
    await client.reaches('failed')
    expect(far.visits).toHaveLength(3)
    expect(client.statuses).toEqual(['idle', 'connecting', 'reconnecting', 'failed'])
    expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, true, false])
  })

  test('asks shouldReconnect, which may give up', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far, { shouldReconnect: () => false })
    await client.reaches('open')
    far.visits[0]?.cut()
    await client.reaches('failed')
    expect(client.closes).toMatchObject([{ reason: { kind: 'peer' }, willRetry: false }])
    expect(far.visits).toHaveLength(1)
  })

  test('asks shouldReconnect, which may go on', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve({ greet: (count) => (count <= 4 ? 'unauthorized' : 'accept') })
    const client = connect(far, { shouldReconnect: () => true, backoff: { initialDelay: 1 } })
    await until(far, () => far.present.length === 1)
    await client.reaches('open')
    expect(far.visits).toHaveLength(5)
    expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, true, true, true])
  })
})
