import { describe, expect, test } from 'vitest'
import { createFakeClock } from 'wirehooks/testing'
import { type Delivery, roomOf } from 'wirehooks/vanilla'
import { ticking } from '../support/ticking'
import { until } from '../support/until'
import { quickly } from './support/client'
import { stage } from './support/stage'
import { answering, receiving, sending } from './support/transports'

const sent = { outcome: 'sent' }

describe.concurrent.each(sending)('$name', (adapter) => {
  test('keeps the order of what is sent before, between and after links', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far, { backoff: quickly })
    const { emit } = client.connection
    const deliveries = [emit('SAY', 0), emit('SAY', 1)]
    await client.reaches('open')
    deliveries.push(emit('SAY', 2))
    await until(far, () => far.visits[0]?.heard.length === 3)
    far.visits[0]?.cut()
    await client.reaches('reconnecting')
    deliveries.push(emit('SAY', 3), emit('SAY', 4))
    expect(client.state.queue).toMatchObject({ count: 2, dropped: 0 })
    await client.reaches('open')
    deliveries.push(emit('SAY', 5))
    await until(far, () => far.visits[1]?.heard.length === 3)
    expect(far.visits.map(({ heard }) => heard)).toEqual([
      [
        ['SAY', 0],
        ['SAY', 1],
        ['SAY', 2],
      ],
      [
        ['SAY', 3],
        ['SAY', 4],
        ['SAY', 5],
      ],
    ])
    expect(await Promise.all(deliveries)).toEqual(deliveries.map(() => sent))
    expect(client.state.queue).toMatchObject({ count: 0, bytes: 0, dropped: 0 })
  })

  test('delivers once and in order what had not left when the server was killed, once it is back', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const first = await serve()
    const client = connect(first, { backoff: quickly, outbox: { capacity: 1000 } })
    await client.reaches('open')
    const deliveries: Promise<Delivery>[] = []
    let firstQueued = Infinity
    const timer = setInterval(() => {
      if (client.state.status !== 'open') firstQueued = Math.min(firstQueued, deliveries.length)
      deliveries.push(client.connection.emit('SAY', deliveries.length))
    }, 5)
    context.onTestFinished(() => clearInterval(timer))
    await until(first, () => first.visits[0]?.heard.length === 20)
    await first.kill()
    await until(client, () => client.state.queue.count >= 50)
    const second = await serve({ port: first.port })
    await client.reaches('open')
    const openedAt = deliveries.length
    await until(second, () => (second.present[0]?.heard.length ?? 0) > openedAt - firstQueued + 20)
    clearInterval(timer)
    const last = deliveries.length - 1
    await until(second, () => second.present[0]?.heard.at(-1)?.[1] === last)

    expect(await Promise.all(deliveries)).toEqual(deliveries.map(() => sent))
    expect(second.visits.flatMap(({ heard }) => heard)).toEqual(says(firstQueued, last))
    const before = first.visits.flatMap(({ heard }) => heard)
    expect(before).toEqual(says(0, before.length - 1))
    expect(before.length).toBeLessThanOrEqual(firstQueued)
  })

  test('tells of everything that it sends what became of it', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const clock = createFakeClock()
    const far = await serve({ greet: (count) => (count === 1 ? 'silence' : 'accept') })
    const client = connect(far, { clock, outbox: { capacity: 2, maxBytes: 200 } })
    const { emit, close, open } = client.connection
    const deliveries = {
      expires: emit('SAY', 'expires', { ttl: 500 }),
      waits: emit('SAY', 'waits'),
      overflows: emit('SAY', 'overflows'),
      isHuge: emit('SAY', 'x'.repeat(200)),
      isLate: emit('SAY', 'now or never', { ttl: 0 }),
    }
    await until(far, () => far.visits.length === 1)
    await clock.advance(500)
    close()
    const afterwards = emit('SAY', 'afterwards')
    open()
    await ticking(clock, client.reaches('open'))
    const all = { ...deliveries, afterwards, leaves: emit('SAY', 'leaves') }
    const settled = await Promise.all(Object.entries(all).map(async ([name, made]) => [name, (await made).outcome]))
    expect(Object.fromEntries(settled)).toEqual({
      expires: 'expired',
      waits: 'closed',
      overflows: 'dropped',
      isHuge: 'too-large',
      isLate: 'expired',
      afterwards: 'closed',
      leaves: 'sent',
    })
    await until(far, () => far.present[0]?.heard.length === 1)
    expect(far.present[0]?.heard).toEqual([['SAY', 'leaves']])
  })

  test('says in onOpen what goes ahead of what waits', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far, { onOpen: () => void client.connection.emit('HELLO', 0) })
    void client.connection.emit('SAY', 1)
    await until(far, () => far.visits[0]?.heard.length === 2)
    expect(far.visits[0]?.heard).toEqual([
      ['HELLO', 0],
      ['SAY', 1],
    ])
  })
})

describe.concurrent.each(sending)('$name', (adapter) => {
  test('joins rooms after onOpen, and before what waits', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far, { onOpen: () => void client.connection.emit('HELLO', 0) })
    void client.connection.emit('SAY', 1)
    context.onTestFinished(roomOf(client.connection, 'lobby').enter(() => ({ join: 'JOIN' })))
    await until(far, () => far.visits[0]?.heard.length === 3)
    expect(far.visits[0]?.heard).toEqual([
      ['HELLO', 0],
      ['JOIN', 'lobby'],
      ['SAY', 1],
    ])
  })

  test('takes back at a signal what waits, and drains what is left', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far)
    const { emit, drain } = client.connection
    const abort = new AbortController()
    const deliveries = [emit('SAY', 1), emit('SAY', 2, { signal: abort.signal }), emit('SAY', 3)]
    abort.abort()
    let hasDrained = false
    const drained = drain().then(() => {
      hasDrained = true
    })
    await Promise.resolve()
    expect([client.state.queue.count, hasDrained]).toEqual([2, false])
    await drained
    expect(client.state).toMatchObject({ status: 'open', queue: { count: 0, dropped: 0 } })
    expect(await Promise.all(deliveries)).toEqual([sent, { outcome: 'aborted' }, sent])
    await until(far, () => far.visits[0]?.heard.length === 2)
    expect(far.visits[0]?.heard).toEqual([
      ['SAY', 1],
      ['SAY', 3],
    ])
  })
})

describe.concurrent.each(receiving)('$name', (adapter) => {
  test('refuses to send, says so, and stays open', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far)
    const refusal = { outcome: 'dropped', error: { name: 'WireError', code: 'cannot-send' } }
    expect(await client.connection.emit('SAY', 'early')).toMatchObject(refusal)
    await client.reaches('open')
    expect(await client.connection.emit('SAY', 'late')).toMatchObject(refusal)
    expect(await client.connection.send('whole')).toMatchObject(refusal)
    await expect(client.connection.request('ASK', 1)).rejects.toMatchObject({ name: 'WireError', code: 'cannot-send' })
    expect(client.state).toMatchObject({ status: 'open', queue: { count: 0, dropped: 0 } })
    far.present[0]?.say('NEWS', 1)
    await until(client, () => client.messages.length === 1)
  })
})

describe.concurrent.each(answering)('$name', (adapter) => {
  test('settles as closed what waits when it gives up', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve({ greet: () => 'broken' })
    const client = connect(far, { backoff: { initialDelay: 1, attempts: 1 } })
    const waits = client.connection.emit('SAY', 'waits')
    const asked = client.connection.request('ASK', 'waits')
    await expect(asked).rejects.toMatchObject({ code: 'closed' })
    expect(await waits).toEqual({ outcome: 'closed' })
    expect(client.state.status).toBe('failed')
  })

  test('gets answers to what it asks, also before it is open', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve({ answer: (event, data) => ({ event, data }) })
    const client = connect(far)
    const early = client.connection.request('ASK', 1)
    await client.reaches('open')
    const answers = await Promise.all([early, client.connection.request('ASK', 2)])
    expect(answers).toEqual([
      { event: 'ASK', data: 1 },
      { event: 'ASK', data: 2 },
    ])
    expect(client.messages).toEqual([])
  })

  test('does not know what became of a request when the link breaks, and asks no second time', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const client = connect(far, { backoff: quickly })
    const asked = client.connection.request('ASK', 1)
    await until(far, () => far.visits[0]?.heard.length === 1)
    far.visits[0]?.cut()
    await expect(asked).rejects.toMatchObject({ code: 'unknown' })
    await client.connection.emit('SAY', 2)
    await until(far, () => far.visits[1]?.heard.length === 1)
    expect(far.visits.map(({ heard }) => heard)).toEqual([[['ASK', 1]], [['SAY', 2]]])
  })

  test('stops waiting for an answer in time, at a signal, and when the link ends', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const clock = createFakeClock()
    const far = await serve()
    const client = connect(far, { clock })
    const { request, close } = client.connection
    await client.reaches('open')
    const abort = new AbortController()
    const asked = Promise.allSettled([
      request('ASK', 1, { timeout: 2000 }),
      request('ASK', 2, { signal: abort.signal }),
      request('ASK', 3),
    ])
    await clock.advance(2000)
    abort.abort()
    close()
    expect(await asked).toMatchObject([
      { status: 'rejected', reason: { code: 'timeout' } },
      { status: 'rejected', reason: { code: 'aborted' } },
      { status: 'rejected', reason: { code: 'unknown' } },
    ])
    expect(clock.timers).toBe(0)
  })
})

function says(from: number, to: number): unknown[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ['SAY', from + index])
}
