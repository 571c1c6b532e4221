import { afterEach, expect, test, vi } from 'vitest'
import {
  createConnection,
  type ConnectionOptions,
  type ConnectionState,
  type SendingTransport,
  type Status,
} from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { redial, setUp, type Scene } from './support/setUp'

afterEach(() => vi.unstubAllGlobals())

/** Adds a subscriber that throws at one status, and another one that comes after it. */
function disturb({ connection, log }: Scene, at: Status | 'never'): void {
  connection.store.subscribe(({ status }) => {
    if (status === at) throw new Error(`mine, at ${at}`)
  })
  connection.store.subscribe(({ status }, before) => {
    if (status !== before.status) log.push(`other hears ${status}`)
  })
}

/** From its start to its end, by way of every status. */
async function play(scene: Scene): Promise<string> {
  const { connection, fake } = scene
  const sent = connection.send('waits')
  connection.open()
  fake.link.open()
  fake.link.drop()
  void connection.send('waits, too')
  await redial(scene)
  fake.link.open()
  fake.link.drop(1008)
  connection.reconnect()
  fake.link.open()
  connection.close()
  return (await sent).outcome
}

test.each<Status>(['connecting', 'open', 'reconnecting', 'failed', 'closed'])(
  'a subscriber that throws at %s changes nothing for anybody else, and is reported',
  async (at) => {
    const [quiet, disturbed] = [setUp(), setUp()]
    disturb(quiet, 'never')
    disturb(disturbed, at)
    const outcomes = [await play(quiet), await play(disturbed)]
    expect(outcomes).toEqual(['sent', 'sent'])
    const isError = (line: string): boolean => line === 'onError listener'
    expect(disturbed.log.filter((line) => !isError(line))).toEqual(quiet.log)
    expect(disturbed.log.filter(isError)).not.toEqual([])
    expect(quiet.log.filter(isError)).toEqual([])
    expect(disturbed.fake.links.map(({ sent }) => sent)).toEqual(quiet.fake.links.map(({ sent }) => sent))
    expect([disturbed.clock.timers, disturbed.network.listeners]).toEqual([0, 0])
  },
)

test('a subscriber that throws at idle changes nothing for anybody else', async () => {
  vi.stubGlobal('reportError', () => {})
  const scene = setUp()
  disturb(scene, 'idle')
  const { clock, fake, connection, log } = scene
  const holder = { current: { transport: fake, options: {} } }
  connection.acquire(holder)()
  await clock.advance(1000)
  expect(log.slice(-2)).toEqual(['idle', 'other hears idle'])
  connection.acquire(holder)
  expect(connection.store.getState().status).toBe('connecting')
})

test('a subscriber that throws at reconnecting does not keep it from dialling again', async () => {
  const scene = setUp()
  const { connection, fake } = scene
  disturb(scene, 'reconnecting')
  connection.open()
  fake.link.drop()
  await redial(scene)
  fake.link.open()
  expect([connection.store.getState().status, fake.links.length]).toEqual(['open', 2])
})

test('a subscriber that throws at open does not keep back what waits', async () => {
  const scene = setUp()
  const { connection, fake } = scene
  disturb(scene, 'open')
  const sent = connection.send('waits')
  connection.open()
  fake.link.open()
  expect([await sent, fake.sent.length]).toEqual([{ outcome: 'sent' }, 1])
})

test('without onError the platform hears of a subscriber that throws', () => {
  const reported: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  const mine = new Error('mine')
  connection.store.subscribe(() => {
    throw mine
  })
  connection.open()
  connection.close()
  expect(reported).toMatchObject([
    { code: 'listener', cause: mine },
    { code: 'listener', cause: mine },
  ])
})

test('onError that throws at a subscriber that throws goes to the platform, and no further', () => {
  const reported: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
  const { connection, fake } = setUp({
    onError() {
      throw new Error('onError itself')
    },
  })
  connection.store.subscribe(({ status }) => {
    if (status === 'open') throw new Error('mine')
  })
  connection.open()
  fake.link.open()
  expect(connection.store.getState().status).toBe('open')
  expect(reported).toEqual([new Error('onError itself')])
})

test('a subscriber of a fold or of the newest message that throws stops no other one', async () => {
  const { connection, fake, clock, log } = setUp()
  const fold = connection.fold(null, { take() {}, read: () => ({}) })
  fold.follow()
  for (const source of [fold, connection.newestMessage]) {
    source.subscribe(() => {
      throw new Error('mine')
    })
    source.subscribe(() => log.push('told'))
  }
  connection.open()
  fake.link.open()
  log.length = 0
  fake.link.message('A')
  expect(log).toEqual(['told', 'told', 'onError listener', 'onError listener'])
  await clock.advance(16)
})

test('every subscriber sees every state once and in order, whoever changes what in between', () => {
  const { connection, fake } = setUp()
  const seen: ConnectionState[][] = [[], []]
  connection.store.subscribe((state) => {
    seen[0]?.push(state)
    if (state.status === 'open' && state.queue.count === 0) connection.reconnect()
  })
  connection.store.subscribe((state, before) => {
    seen[1]?.push(state)
    expect(seen[1]?.at(-2) ?? connection.store.getInitialState()).toBe(before)
  })
  connection.open()
  fake.link.open()
  fake.link.drop()
  connection.close()
  expect(seen[1]).toEqual(seen[0])
  expect(seen[0]?.at(-1)).toBe(connection.store.getState())
})

test('who subscribes while a change is told hears of none that was made before', () => {
  const { connection, fake } = setUp()
  const heard: [Status, Status][] = []
  connection.open()
  const stop = connection.store.subscribe(({ status }) => {
    if (status !== 'open') return
    stop()
    connection.store.subscribe((state, before) => heard.push([before.status, state.status]))
    connection.close()
  })
  fake.link.open()
  expect(heard).toEqual([['open', 'closed']])
})

test('hears no message after it was closed, also not one that was on its way to the listeners', async () => {
  const { connection, fake, clock } = setUp()
  const heard: unknown[] = []
  connection.on('NEWS', (data) => heard.push(data))
  connection.on('FIRST', () => {
    // As a server that answers before the call returns.
    fake.link.message('NEWS', 'behind it')
    connection.close()
  })
  connection.open()
  fake.link.open()
  fake.link.message('FIRST')
  expect(heard).toEqual([])
  expect(connection.newestMessage.get()).toBeNull()
  await clock.advance(16)
})

test('shows the newest message, the same to everybody, and none when it is closed and opened again', async () => {
  const { connection, fake, clock } = setUp()
  const shown: unknown[] = []
  connection.newestMessage.subscribe(() => shown.push(connection.newestMessage.get()?.data ?? null))
  connection.open()
  fake.link.open()
  fake.link.message('A', 1)
  await clock.advance(16)
  fake.link.drop()
  await clock.advance(1100)
  fake.link.open()
  expect(connection.newestMessage.get()).toEqual({ event: 'A', data: 1 })
  connection.close()
  expect(connection.newestMessage.get()).toBeNull()
  connection.open()
  await clock.advance(16)
  expect([shown, connection.newestMessage.get()]).toEqual([[1, null], null])
  connection.close()
})

test.each<[string, Partial<ConnectionOptions>, boolean]>([
  ['transport', {}, true],
  [
    'wrapper',
    {
      wrappers: [
        () => {
          throw new Error('my wrapper')
        },
      ],
    },
    false,
  ],
])('a %s that throws when it dials fails the connection, and leaves no timer', async (_what, options, isTransport) => {
  const clock = createFakeClock()
  const fake = createFakeTransport()
  const broken: SendingTransport = {
    ...fake,
    connect() {
      throw new Error('my transport')
    },
  }
  const connection = createConnection(isTransport ? broken : fake, { ...options, clock, network: createFakeNetwork() })
  connection.open()
  await clock.advance(60_000)
  const { status, error } = connection.store.getState()
  expect({ status, code: error?.code, timers: clock.timers }).toEqual({
    status: 'failed',
    code: 'unsupported',
    timers: 0,
  })
  expect(error).toMatchObject({ cause: { message: expect.stringMatching(/^my /) } })
})

test('a console that throws is reached once, and loops nothing', async () => {
  vi.stubGlobal('reportError', undefined)
  vi.useFakeTimers()
  let calls = 0
  const spy = vi.spyOn(console, 'error').mockImplementation(() => {
    calls += 1
    throw new Error('no complaints in tests')
  })
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  connection.on('A', () => {
    throw new Error('mine')
  })
  connection.open()
  fake.link.open()
  fake.link.message('A')
  expect(calls).toBe(1)
  expect(() => vi.runAllTimers()).toThrow('no complaints in tests')
  connection.close()
  spy.mockRestore()
  vi.useRealTimers()
})

test('an onError that sends over a link that throws is told once', () => {
  const reported: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
  const clock = createFakeClock()
  const fake = createFakeTransport()
  const broken: SendingTransport = {
    ...fake,
    connect(sink, context) {
      return {
        ...fake.connect(sink, context),
        send() {
          throw new Error('detached')
        },
      }
    },
  }
  let calls = 0
  const connection = createConnection(broken, {
    clock,
    network: createFakeNetwork(),
    onError(error) {
      calls += 1
      void connection.emit('LOG', error.code)
    },
  })
  connection.open()
  fake.link.open()
  void connection.emit('SAY')
  expect([calls, reported.length]).toEqual([1, 1])
  connection.close()
})
