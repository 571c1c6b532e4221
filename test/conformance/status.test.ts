import { describe, expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { ticking } from '../support/ticking'
import { until } from '../support/until'
import { quickly } from './support/client'
import { stage } from './support/stage'
import { dialling, transports } from './support/transports'

describe.concurrent.each(transports)('$name', (adapter) => {
  test('is lost after 5 s without a link, until there is one', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const clock = createFakeClock()
    const far = await serve({ greet: (count) => (count === 2 ? 'silence' : 'accept') })
    const client = connect(far, { clock })
    await client.reaches('open')
    far.visits[0]?.cut()
    await client.reaches('reconnecting')
    const seen = [client.state.lost]
    await clock.advance(4999)
    seen.push(client.state.lost)
    await clock.advance(1)
    seen.push(client.state.lost)
    await until(far, () => far.visits.length === 2)
    client.connection.reconnect()
    await ticking(clock, client.reaches('open'))
    expect([...seen, client.state.lost]).toEqual([false, false, true, false])
  })

  test('opens again after it was closed', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far)
    await client.reaches('open')
    client.connection.close()
    client.connection.open()
    await client.reaches('open')
    await until(far, () => far.present.length === 1 && far.visits.length === 2)
    expect(client.statuses).toEqual(['idle', 'connecting', 'open', 'closed', 'connecting', 'open'])
    expect(client.closes).toEqual([{ reason: { kind: 'user' }, willRetry: false }])
  })

  test('says since when it is open, and only while it is', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const clock = createFakeClock()
    const far = await serve({ greet: (count) => (count === 2 ? 'silence' : 'accept') })
    const client = connect(far, { clock })
    const seen = [client.state.openedAt]
    await client.reaches('open')
    const openedAt = clock.date()
    await clock.advance(1000)
    seen.push(client.state.openedAt)
    far.visits[0]?.cut()
    await client.reaches('reconnecting')
    seen.push(client.state.openedAt)
    client.connection.close()
    seen.push(client.state.openedAt)
    expect(seen).toEqual([null, openedAt, null, null])
  })

  test('goes on when a subscriber of its state throws at every move, and says so', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far, { backoff: quickly })
    const bug = new Error('A bug of the application')
    const heard: string[] = []
    client.connection.store.subscribe(() => {
      throw bug
    })
    client.connection.store.subscribe(({ status }) => {
      if (status !== heard.at(-1)) heard.push(status)
    })
    await client.reaches('open')
    far.visits[0]?.cut()
    await until(far, () => far.visits[1]?.isHere)
    await client.reaches('open')
    client.connection.close()
    expect(heard).toEqual(['open', 'reconnecting', 'open', 'closed'])
    expect(client.errors.length).toBeGreaterThanOrEqual(4)
    expect(new Set(client.errors.map(({ code, cause }) => `${code} ${String(cause)}`))).toEqual(
      new Set([`listener ${String(bug)}`]),
    )
  })

  test('replaces an open link when it is told to reconnect', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far)
    await client.reaches('open')
    client.connection.reconnect()
    await client.reaches('open')
    await until(far, () => far.present.length === 1)
    expect(far.visits.map(({ isHere }) => isHere)).toEqual([false, true])
    expect(client.statuses).toEqual(['idle', 'connecting', 'open', 'reconnecting', 'open'])
  })
})

describe.concurrent.each(dialling)('$name', (adapter) => {
  test('goes through idle, connecting, open, reconnecting, open and closed', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const clock = createFakeClock()
    const far = await serve()
    const client = connect(far, { clock, backoff: { minUptime: 0 } })
    await client.reaches('open')
    far.visits[0]?.cut()
    await client.reaches('reconnecting')
    await clock.advance(600)
    await client.reaches('open')
    client.connection.close()
    expect(client.moves).toEqual([
      ['idle', 0, null],
      ['connecting', 0, null],
      ['open', 0, null],
      ['reconnecting', 1, 600],
      ['reconnecting', 1, null],
      ['open', 0, null],
      ['closed', 0, null],
    ])
    await until(far, () => far.present.length === 0)
    expect(far.visits).toHaveLength(2)
  })

  for (const how of ['open', 'reconnect'] as const) {
    test(`fails when it gives up, and leaves that by ${how}()`, async (context) => {
      const { serve, connect } = stage(adapter, context)
      const far = await serve({ greet: (count) => (count === 1 ? 'broken' : 'accept') })
      const client = connect(far, { backoff: { attempts: 0 } })
      await client.reaches('failed')
      expect(client.state).toMatchObject({ error: { name: 'WireError' }, closeReason: { kind: 'peer' }, retryAt: null })
      expect(client.closes).toMatchObject([{ reason: { kind: 'peer' }, willRetry: false }])
      client.connection[how]()
      await client.reaches('open')
      expect(client.statuses).toEqual(['idle', 'connecting', 'failed', 'connecting', 'open'])
      expect(client.state).toMatchObject({ attempt: 0, error: null })
    })
  }
})
