import { afterEach, expect, test, vi } from 'vitest'
import { type ConnectionOptions, createConnection, handshake, heartbeat, type Status } from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport } from 'wirehooks/testing'
import { redial, setUp, setUpOpen, type Scene } from './support/setUp'

afterEach(() => vi.unstubAllGlobals())

/** Everything that may call back, from open to open again. */
async function play({ clock, fake, connection }: Scene): Promise<void> {
  connection.open()
  await clock.advance(1)
  for (let round = 0; round < 2 && fake.links.length > 0; round += 1) {
    if (fake.link.status === 'dialling') fake.link.open()
    await clock.advance(1)
    // A callback may have closed it, or dialled anew.
    const says = (say: () => void): void => (fake.link.status === 'open' ? say() : undefined)
    says(() => fake.link.message('A', 1))
    says(() => fake.link.garble())
    await clock.advance(30_000)
    says(() => fake.link.message('pong'))
    fake.link.drop()
    await clock.advance(2000)
  }
}

type Hook = (act: () => void) => ConnectionOptions

const hooks: Record<string, Hook> = {
  onOpen: (act) => ({ onOpen: act }),
  onClose: (act) => ({ onClose: act }),
  onMessage: (act) => ({ onMessage: act }),
  onInvalid: (act) => ({ onInvalid: act }),
  onError: (act) => ({
    onError: act,
    onMessage() {
      throw new Error('mine')
    },
  }),
  shouldReconnect: (act) => ({
    shouldReconnect() {
      act()
      return undefined
    },
  }),
  handshake: (act) => ({ wrappers: [handshake(act)] }),
  'heartbeat.message': (act) => ({ wrappers: [heartbeat({ message: act })] }),
  'heartbeat.isPong': (act) => ({
    wrappers: [
      heartbeat({
        isPong({ event }) {
          act()
          return event === 'pong'
        },
      }),
    ],
  }),
}

test.each(Object.entries(hooks))('close inside %s ends it', async (_name, hook) => {
  let isClosed = false
  const scene: Scene = setUp(
    hook(() => {
      isClosed = true
      scene.connection.close()
    }),
  )
  const { connection, clock, network, fake } = scene
  connection.open()
  const waiting = connection.send('waiting', { ttl: Infinity })
  for (let round = 0; round < 3 && !isClosed; round += 1) await play(scene)
  const links = fake.links.length
  await clock.advance(120_000)
  expect(isClosed).toBe(true)
  expect([connection.store.getState().status, fake.links.length - links, clock.timers, network.listeners]).toEqual([
    'closed',
    0,
    0,
    0,
  ])
  expect((await waiting).outcome).toMatch(/^(sent|closed)$/)
  expect(fake.links.map(({ status }) => status)).toEqual(fake.links.map(() => 'closed'))
})

test.each<Status>(['connecting', 'open', 'reconnecting'])('close inside a subscriber of %s ends it', async (wanted) => {
  const scene = setUp()
  scene.connection.store.subscribe(({ status }, before) => {
    if (status === wanted && before.status !== wanted) scene.connection.close()
  })
  await play(scene)
  await scene.clock.advance(60_000)
  expect([scene.connection.store.getState().status, scene.clock.timers]).toEqual(['closed', 0])
  expect(scene.log.slice(scene.log.indexOf('closed'))).not.toContain('onOpen')
})

test.each<[string, Hook]>([
  ['onClose', (act) => ({ onClose: act })],
  ['a subscriber', () => ({})],
])('close inside %s also closes what the reconnect that caused it has dialled', async (name, hook) => {
  const scene: Scene = await setUpOpen(hook(() => scene.connection.close()))
  if (name === 'a subscriber') {
    scene.connection.store.subscribe(({ status }) => {
      if (status === 'reconnecting') scene.connection.close()
    })
  }
  scene.connection.reconnect()
  await scene.clock.advance(60_000)
  expect(scene.fake.links.map(({ status }) => status)).toEqual(['closed', 'closed'])
  expect([scene.connection.store.getState().status, scene.clock.timers]).toEqual(['closed', 0])
})

test.each(['onOpen', 'onClose', 'onMessage', 'onInvalid', 'shouldReconnect'])(
  'reconnect inside %s leaves one link',
  async (name) => {
    let isDone = false
    const scene: Scene = setUp(
      hooks[name]?.(() => {
        if (isDone) return
        isDone = true
        scene.connection.reconnect()
      }),
    )
    await play(scene)
    await redial(scene)
    scene.fake.link.open()
    expect(isDone).toBe(true)
    expect(scene.fake.links.filter(({ status }) => status !== 'closed')).toHaveLength(1)
    expect(scene.connection.store.getState().status).toBe('open')
  },
)

const throwing = Object.entries(hooks).filter(([name]) => name !== 'handshake')

test.each(throwing)('goes on after %s that throws, and reports it', async (name, hook) => {
  const reported: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
  const scene = setUp(
    hook(() => {
      throw new Error('mine')
    }),
  )
  await play(scene)
  await redial(scene)
  scene.fake.link.open()
  expect(scene.connection.store.getState().status).toBe('open')
  const heard = name === 'onError' ? reported : scene.log.filter((item) => item === 'onError listener')
  expect(heard).not.toEqual([])
})

test('keeps no latency when it is closed inside isPong', async () => {
  const scene: Scene = await setUpOpen({
    wrappers: [
      heartbeat({
        interval: 6000,
        isPong() {
          scene.connection.close()
          return true
        },
      }),
    ],
  })
  await scene.clock.advance(1010)
  scene.fake.link.message('pong')
  expect(scene.connection.store.getState()).toMatchObject({ status: 'closed', latency: null })
})

test('a listener that throws anything stops nobody', async () => {
  const { fake, connection, news } = await setUpOpen()
  const heard: unknown[] = []
  for (const thrown of [new Error('mine'), 'a word', undefined, null, Symbol('odd'), Object.create(null)]) {
    connection.on('A', () => {
      throw thrown
    })
  }
  connection.on('A', (data) => heard.push(data))
  fake.link.message('A', 1)
  expect([heard, news()]).toEqual([[1], Array.from({ length: 6 }, () => 'onError listener')])
})

test('without onError the platform hears of it', () => {
  const reported: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
  const fake = createFakeTransport()
  const connection = createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  const mine = new Error('mine')
  connection.on('A', () => {
    throw mine
  })
  connection.open()
  fake.link.open()
  fake.link.message('A')
  expect(reported).toMatchObject([{ code: 'listener', cause: mine }])
  connection.close()
})

test('tells of a frame that cannot be read, counts it, and goes on', async () => {
  const { fake, connection, news } = await setUpOpen()
  fake.link.garble()
  fake.link.garble()
  expect(news()).toEqual(['onInvalid cannot-decode', 'onInvalid cannot-decode'])
  expect(connection.store.getState()).toMatchObject({ invalid: 2, status: 'open' })
})

test('calls back first, then says to subscribers that it is open, then sends what waits', () => {
  const { fake, connection, log } = setUp()
  connection.store.subscribe(({ status }, before) => {
    if (status === 'open' && before.status !== 'open') void connection.send('by a subscriber')
  })
  void connection.send('before')
  connection.open()
  fake.link.open()
  expect([fake.sent.map(({ data }) => data), log]).toEqual([
    ['by a subscriber', 'before'],
    ['dial 1', 'connecting', 'onOpen', 'open'],
  ])
})
