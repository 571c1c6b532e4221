import { describe, expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import type { Wrapper } from 'wirehooks/vanilla'
import { until } from '../support/until'
import type { ClientOptions } from './support/client'
import { stage } from './support/stage'
import { answering, dialling } from './support/transports'

/** Hands everything on, as a wrapper does that minds only a part. */
const idle: Wrapper = (transport) => ({
  ...transport,
  connect(sink, context) {
    return { ...transport.connect({ ...sink }, context) }
  },
})

describe.concurrent.each(dialling)('$name', (adapter) => {
  test('does the same through a wrapper that does nothing', async (context) => {
    const { serve, connect } = stage(adapter, context)

    async function run(options: ClientOptions): Promise<object> {
      const clock = createFakeClock()
      const greetings = ['broken', 'unauthorized', 'accept'] as const
      const far = await serve({ greet: (count) => greetings[count - 1] ?? 'accept' })
      const client = connect(far, { clock, token: ({ refresh }) => (refresh ? 'fresh' : 'stale'), ...options })
      for (const attempt of [1, 2]) {
        await until(client, () => client.state.retryAt && client.state.attempt === attempt)
        await clock.advance(10_000)
      }
      await until(far, () => far.present.length === 1)
      await client.reaches('open')
      for (const count of [1, 2, 3]) far.present[0]?.say('COUNT', count)
      await until(client, () => client.messages.length === 3)
      far.present[0]?.cut()
      await client.reaches('reconnecting')
      await clock.advance(10_000)
      await client.reaches('open')
      client.connection.close()
      await until(far, () => far.sockets === 0)
      const { moves, messages, closes, invalid, errors } = client
      return {
        moves,
        messages,
        closes: closes.map(({ reason, willRetry }) => ({ kind: reason.kind, code: reason.code, willRetry })),
        invalid,
        errors,
        tokens: far.visits.map(({ token }) => token),
        timers: clock.timers,
      }
    }

    expect(await run({ wrappers: [idle] })).toEqual(await run({}))
  })
})

describe.concurrent.each(answering)('$name', (adapter) => {
  test('sends the same through a wrapper that does nothing', async (context) => {
    const { serve, connect } = stage(adapter, context)

    async function run(options: ClientOptions): Promise<object> {
      const far = await serve({ answer: (_, data) => data })
      const client = connect(far, options)
      const { emit, request } = client.connection
      const early = emit('SAY', 'early')
      const answers = [await request('ASK', 1), await request('ASK', { two: 2 })]
      const late = emit('SAY', 'late')
      await until(far, () => far.visits[0]?.heard.length === 4)
      return { early: await early, late: await late, answers, heard: far.visits[0]?.heard }
    }

    expect(await run({ wrappers: [idle] })).toEqual(await run({}))
  })
})
