import { describe, expect, test } from 'vitest'
import { until } from '../support/until'
import { quickly } from './support/client'
import { stage } from './support/stage'
import { reading, transports } from './support/transports'

const burst = Array.from({ length: 2000 }, (_, index) => index)

describe.concurrent.each(transports)('$name', (adapter) => {
  test('loses nothing of a burst of 2,000, and keeps its order', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far)
    const heard: unknown[] = []
    client.connection.on('COUNT', (data) => heard.push(data))
    await client.reaches('open')
    for (const count of burst) far.present[0]?.say('COUNT', count)
    await until(client, () => client.messages.length === burst.length)
    expect(client.messages).toEqual(burst.map((data) => ({ event: 'COUNT', data })))
    expect(heard).toEqual(burst)
    expect(client.connection.newestMessage.get()).toEqual({ event: 'COUNT', data: 1999 })
  })

  test('brings data as it was', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far)
    const values = [null, false, 0, '', 'ünï 🚀\r\n\u2028', [], {}, { deep: [{ er: 1.5 }] }, 'x'.repeat(100_000)]
    await client.reaches('open')
    for (const value of values) far.present[0]?.say('VALUE', value)
    await until(client, () => client.messages.length === values.length)
    expect(client.messages.map(({ data }) => data)).toEqual(values)
  })

  test('tells each listener of its own events, until it is stopped', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far)
    const heard: unknown[] = []
    const stop = client.connection.on('ONE', (data) => heard.push(['one', data]))
    client.connection.on('OTHER', (data) => heard.push(['other', data]))
    client.connection.onAny(({ event }) => heard.push(event))
    await client.reaches('open')
    far.present[0]?.say('ONE', 1)
    far.present[0]?.say('OTHER', 2)
    await until(client, () => client.messages.length === 2)
    stop()
    far.present[0]?.say('ONE', 3)
    await until(client, () => client.messages.length === 3)
    expect(heard).toEqual([['one', 1], 'ONE', ['other', 2], 'OTHER', 'ONE'])
  })

  test('hears nothing more once it is closed, in the middle of a burst', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far, {
      onMessage({ data }) {
        if (data === 9) client.connection.close()
      },
    })
    await client.reaches('open')
    for (const count of burst) far.present[0]?.say('COUNT', count)
    await until(far, () => far.sockets === 0)
    expect(client.messages.map(({ data }) => data)).toEqual(burst.slice(0, 10))
    expect(client.closes).toEqual([{ reason: { kind: 'user' }, willRetry: false }])
  })

  test('goes on when a listener throws, and lets the others hear', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far)
    const heard: unknown[] = []
    client.connection.on('COUNT', () => {
      throw new Error('A bug of the application')
    })
    client.connection.on('COUNT', (data) => heard.push(data))
    await client.reaches('open')
    far.present[0]?.say('COUNT', 1)
    far.present[0]?.say('COUNT', 2)
    await until(client, () => client.messages.length === 2)
    expect(heard).toEqual([1, 2])
    expect(client.errors).toMatchObject([
      { code: 'listener', cause: { message: 'A bug of the application' } },
      { code: 'listener', cause: { message: 'A bug of the application' } },
    ])
    expect(client.statuses).toEqual(['idle', 'connecting', 'open'])
  })

  test('leaves out a message that is not valid, and goes on', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far, {
      validate: {
        check(message) {
          if (typeof message.data !== 'number') throw new TypeError('It is no number')
          return message
        },
      },
    })
    await client.reaches('open')
    for (const data of [1, 'two', 3]) far.present[0]?.say('COUNT', data)
    await until(client, () => client.messages.length === 2)
    expect(client.messages.map(({ data }) => data)).toEqual([1, 3])
    expect(client.invalid).toMatchObject([{ code: 'invalid-message' }])
    expect(client.state).toMatchObject({ status: 'open', invalid: 1 })
  })
})

describe.concurrent.each(reading)('$name', (adapter) => {
  test(`pays for a frame that nobody can read with ${adapter.misreadingCosts}`, async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far, { backoff: quickly })
    await client.reaches('open')
    far.visits[0]?.garble()
    const costsLink = adapter.misreadingCosts === 'the link'
    if (costsLink) await until(far, () => far.visits[1]?.isHere)
    else await until(client, () => client.invalid.length === 1)
    await client.reaches('open')
    far.present[0]?.say('NEWS', 1)
    await until(client, () => client.messages.length === 1)
    expect(client.messages).toEqual([{ event: 'NEWS', data: 1 }])
    expect(client.invalid.map(({ code }) => code)).toEqual(costsLink ? [] : ['cannot-decode'])
    expect(client.closes.map(({ willRetry }) => willRetry)).toEqual(costsLink ? [true] : [])
  })
})
