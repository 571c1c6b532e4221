import { describe, expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { until } from '../support/until'
import { quickly } from './support/client'
import { stage } from './support/stage'
import { dialling, transports } from './support/transports'

describe.concurrent.each(transports)('$name', (adapter) => {
  test('leaves nothing at the server when it is closed while it connects', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far)
    await until(far, () => far.sockets === 1)
    client.connection.close()
    await until(far, () => far.sockets === 0)
    expect(client.statuses).toEqual(['idle', 'connecting', 'closed'])
    expect(far.present).toEqual([])
  })

  test('leaves nothing at a server that never answers when it is closed', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const clock = createFakeClock()
    const far = await serve({ greet: () => 'silence' })
    const client = connect(far, { clock })
    await until(far, () => far.visits.length === 1)
    client.connection.close()
    await clock.advance(10_000)
    await until(far, () => far.sockets === 0, 2000)
    expect(client.statuses).toEqual(['idle', 'connecting', 'closed'])
    expect(clock.timers).toBe(0)
  })
})

describe.concurrent.each(dialling)('$name', (adapter) => {
  test('drops an attempt that nobody answers for 10 s, and makes another', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const clock = createFakeClock()
    const far = await serve({ greet: (count) => (count === 1 ? 'silence' : 'accept') })
    const client = connect(far, { clock })
    await until(far, () => far.visits.length === 1)
    await clock.advance(9999)
    expect(client.statuses).toEqual(['idle', 'connecting'])
    await clock.advance(1)
    await until(far, () => far.sockets === 0)
    await clock.advance(600)
    await client.reaches('open')
    expect(client.closes).toEqual([{ reason: { kind: 'connect-timeout' }, willRetry: true }])
    expect(client.moves.slice(1)).toEqual([
      ['connecting', 0, null],
      ['reconnecting', 1, 600],
      ['reconnecting', 1, null],
      ['open', 0, null],
    ])
  })

  test('comes again until somebody listens', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const gone = await serve()
    await gone.kill()
    const client = connect(gone, { backoff: quickly })
    await until(client, () => client.state.attempt === 3)
    const far = await serve({ port: gone.port })
    await client.reaches('open')
    await until(far, () => far.present.length === 1)
    expect(client.statuses).toEqual(['idle', 'connecting', 'reconnecting', 'open'])
    expect(client.closes[0]).toMatchObject({ reason: { kind: 'peer' }, willRetry: true })
  })
})
