import { describe, expect, test } from 'vitest'
import { type ConnectContext, WireError } from 'wirehooks/vanilla'
import { until } from '../support/until'
import { stage } from './support/stage'
import { dialling } from './support/transports'

const backoff = { initialDelay: 1 }

/** Gives a token that is stale unless it is told to get a fresh one, and remembers how it was asked. */
function createTokens() {
  const asked: Pick<ConnectContext, 'attempt' | 'refresh'>[] = []
  async function token({ attempt, refresh }: ConnectContext): Promise<string> {
    asked.push({ attempt, refresh })
    await Promise.resolve()
    return refresh ? 'fresh' : 'stale'
  }
  return { asked, token }
}

describe.concurrent.each(dialling)('$name', (adapter) => {
  test('asks for credentials at every attempt', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const { asked, token } = createTokens()
    const far = await serve()
    const client = connect(far, { backoff, token })
    await client.reaches('open')
    far.visits[0]?.cut()
    await client.reaches('reconnecting')
    await client.reaches('open')
    expect(asked).toEqual([
      { attempt: 0, refresh: false },
      { attempt: 1, refresh: false },
    ])
    expect(far.visits.map((visit) => visit.token)).toEqual(['stale', 'stale'])
  })

  test('asks for fresh ones when they are refused', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const { asked, token } = createTokens()
    const far = await serve({ greet: (count) => (count === 1 ? 'unauthorized' : 'accept') })
    const client = connect(far, { backoff, token })
    await until(far, () => far.present.length === 1)
    await client.reaches('open')
    expect(asked).toEqual([
      { attempt: 0, refresh: false },
      { attempt: 1, refresh: true },
    ])
    expect(far.visits.map((visit) => visit.token)).toEqual(['stale', 'fresh'])
    expect(client.closes).toMatchObject([{ reason: { kind: 'peer' }, willRetry: true }])
  })

  test('fails when those are refused, too', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const { asked, token } = createTokens()
    const far = await serve({ greet: () => 'unauthorized' })
    const client = connect(far, { backoff, token })
    await client.reaches('failed')
    expect(asked.map(({ refresh }) => refresh)).toEqual([false, true])
    expect(far.visits.map((visit) => visit.token)).toEqual(['stale', 'fresh'])
    expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, false])
    expect(client.state).toMatchObject({ error: { name: 'WireError' }, retryAt: null })
  })

  test('asks again when they could not be had', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    let count = 0
    const token = async (): Promise<string> => {
      if (++count === 1) throw new Error('The token server is down')
      return 'fresh'
    }
    const client = connect(far, { backoff, token })
    await client.reaches('open')
    expect(client.closes).toMatchObject([{ reason: { kind: 'credentials' }, willRetry: true }])
    expect(far.visits.at(-1)?.token).toBe('fresh')
  })

  test('fails at once when the user is signed out', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const token = (): never => {
      throw new WireError('unauthorized')
    }
    const client = connect(far, { backoff, token })
    await client.reaches('failed')
    expect(client.state).toMatchObject({ error: { code: 'unauthorized' }, closeReason: { kind: 'credentials' } })
    await until(far, () => far.sockets === 0)
    expect(far.present).toEqual([])
  })
})
