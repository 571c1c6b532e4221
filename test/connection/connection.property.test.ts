import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ConnectionOptions,
  handshake,
  heartbeat,
  type NetworkSignal,
  rateLimit,
  type Status,
  type Wrapper,
} from 'wirehooks/vanilla'
import { type Scene, setUp } from './support/setUp'

const legalMoves: Record<Status, Status[]> = {
  idle: ['connecting', 'closed'],
  connecting: ['open', 'reconnecting', 'closed', 'failed'],
  open: ['reconnecting', 'closed', 'failed'],
  reconnecting: ['open', 'closed', 'failed'],
  closed: ['connecting'],
  failed: ['connecting', 'closed'],
}

/** A connection, everything that was asked of it, and what must hold whatever happens. */
interface Play {
  scene: Scene
  abort: AbortController
  /** What became of each message, by its number. */
  outcomes: Map<number, string | undefined>
  heard: number[]
  /** Numbers for messages out and in. */
  next(): number
  /** Whatever was wrong. */
  faults: string[]
}

const bounds = { capacity: 4, maxBytes: 200 }

function start({ shakes, mends, beats, overflow, isLimited, greets, attempts }: Setting): Play {
  const wrappers: Wrapper[] = []
  if (shakes) wrappers.push(handshake(({ next }) => next('READY').then(() => {})))
  if (isLimited) wrappers.push(rateLimit({ messages: 2, per: 100 }))
  if (beats) wrappers.push(heartbeat({ interval: 2000, timeout: 500 }))
  const faults: string[] = []
  let handedOverBefore = 0
  const options: ConnectionOptions = {
    outbox: { ...bounds, overflow, ttl: 3000 },
    wrappers,
    backoff: { attempts },
    connectTimeout: 4000,
    onOpen() {
      if (scene.handedOver.length > handedOverBefore) faults.push('what waits went ahead of onOpen')
      if (greets) void scene.connection.emit('HELLO', undefined, { ttl: 0 })
    },
  }
  const scene: Scene = setUp(options, { does: { reconnect: mends && !shakes } })
  const heard: number[] = []
  let count = 0
  scene.connection.on('NEWS', (data) => heard.push(data as number))
  scene.connection.store.subscribe((now, before) => {
    const { status, queue, retryAt, attempt, lost } = now
    const moved = status !== before.status
    if (moved && status === 'open') handedOverBefore = scene.handedOver.length
    if (moved && !legalMoves[before.status].includes(status)) faults.push(`${before.status} to ${status}`)
    if (queue.count > bounds.capacity || queue.bytes > bounds.maxBytes) faults.push(`over: ${JSON.stringify(queue)}`)
    if ((queue.count === 0) !== (queue.oldestAt === null)) faults.push(`odd queue: ${JSON.stringify(queue)}`)
    if ((queue.count === 0) !== (queue.bytes === 0)) faults.push(`odd queue: ${JSON.stringify(queue)}`)
    if (queue.dropped < before.queue.dropped) faults.push('forgot what was dropped')
    if (retryAt !== null && status !== 'reconnecting') faults.push(`retryAt while ${status}`)
    if (status === 'open' && moved && attempt !== 0) faults.push(`attempt ${attempt} while open`)
    if (status === 'open' && before.status === 'open' && lost) faults.push('lost while open')
  })
  return {
    scene,
    abort: new AbortController(),
    outcomes: new Map(),
    heard,
    next: () => (count += 1),
    faults,
  }
}

interface Setting {
  shakes: boolean
  beats: boolean
  isLimited: boolean
  /** Says something whenever it opens. */
  greets: boolean
  /** The transport mends its links itself. */
  mends: boolean
  overflow: 'drop-newest' | 'drop-oldest'
  attempts: number
}
type Step = (play: Play) => unknown

const step = {
  open:
    (): Step =>
    ({ scene }) =>
      scene.connection.open(),
  close:
    (): Step =>
    ({ scene }) =>
      scene.connection.close(),
  reconnect:
    (): Step =>
    ({ scene }) =>
      scene.connection.reconnect(),
  accept: (): Step => onLink((link) => link.status === 'dialling' && link.open()),
  /** As things go when all is well. */
  connect: (): Step => async (play) => {
    const { connection, clock, fake } = play.scene
    connection.open()
    if (connection.store.getState().retryAt !== null) await clock.advance(1100)
    if (fake.link.status === 'dialling') fake.link.open()
    await clock.advance(0)
    fake.link.message('READY')
    await clock.advance(0)
  },
  ready: (): Step => onLink((link) => link.message('READY')),
  news: (): Step => (play) => onLink((link) => link.message('NEWS', play.next()))(play),
  drop: (code: number): Step => onLink((link) => link.drop(code)),
  goSilent: (): Step => onLink((link) => link.goSilent()),
  garble: (): Step => onLink((link) => link.garble()),
  interrupt: (): Step => (play) => {
    const { fake } = play.scene
    if (fake.does.reconnect && fake.links.at(-1)?.status === 'open') fake.link.interrupt()
  },
  /** Something waits for a full link, which then drains. */
  jam: (): Step => (play) => {
    for (const name of ['fill', 'say', 'drain', 'say'] as const) {
      if (name === 'say') step.emit(undefined)(play)
      else step.slow(name === 'fill' ? 2 ** 21 : 0)(play)
    }
  },
  slow: (bytes: number): Step => onLink((link) => link.slow(bytes)),
  pong: (): Step => onLink((link) => link.message('pong')),
  reply: (): Step => onLink((link) => link.sent.some(({ id }) => id) && link.reply('yes')),
  refuse: (): Step => onLink((link) => link.sent.some(({ id }) => id) && link.refuse('no')),
  emit: (ttl: number | undefined): Step =>
    say((play, number) => play.scene.connection.emit('SAY', number, ttl === undefined ? undefined : { ttl })),
  sendLarge: (length: number): Step =>
    say((play, number) => play.scene.connection.send({ number, text: 'x'.repeat(length) })),
  request: (timeout: number): Step =>
    say((play, number) =>
      play.scene.connection.request('ASK', number, { timeout, signal: play.abort.signal }).then(
        () => ({ outcome: 'answered' }),
        ({ code }) => ({ outcome: `request ${String(code)}` }),
      ),
    ),
  abort: (): Step => (play) => {
    play.abort.abort()
    play.abort = new AbortController()
  },
  advance:
    (duration: number): Step =>
    ({ scene }) =>
      scene.clock.advance(duration),
  sleep:
    (duration: number): Step =>
    ({ scene }) =>
      scene.clock.sleep(duration),
  setDate:
    (jump: number): Step =>
    ({ scene }) =>
      scene.clock.setDate(scene.clock.date() + jump),
  setRandom:
    (draw: number): Step =>
    ({ scene }) =>
      scene.clock.setRandom(draw),
  signal:
    (signal: NetworkSignal): Step =>
    ({ scene }) =>
      scene.network.signal(signal),
}

function onLink(act: (link: Scene['fake']['link']) => unknown): Step {
  return ({ scene }) => scene.fake.links.length > 0 && act(scene.fake.link)
}

function say(send: (play: Play, number: number) => Promise<{ outcome: string }>): Step {
  return (play) => {
    const number = play.next()
    play.outcomes.set(number, undefined)
    send(play, number).then(
      ({ outcome }) => play.outcomes.set(number, outcome),
      (error) => play.faults.push(`rejected: ${String(error)}`),
    )
  }
}

const codes = fc.constantFrom(1000, 1001, 1002, 1006, 1008, 1011, 1012, 1013, 3000, 4000, 4401, 4408, 4429, 4503)
const signals = fc.constantFrom<NetworkSignal>(
  'online',
  'offline',
  'visibilitychange',
  'resume',
  'pagehide',
  'pageshow',
)
const durations = fc.oneof(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 0, max: 6000 }))
const ttls = fc.constantFrom(undefined, 0, 10, 500, Infinity)

/** A step by its name and argument, so that a failure prints as a story. */
const steps = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom<StepName>('connect', 'connect', 'connect', 'open', 'accept', 'ready') },
  { weight: 6, arbitrary: fc.constantFrom<StepName>('news', 'news', 'reply', 'refuse', 'pong') },
  {
    weight: 3,
    arbitrary: fc.constantFrom<StepName>('close', 'reconnect', 'interrupt', 'goSilent', 'garble', 'abort', 'jam'),
  },
  { weight: 4, arbitrary: fc.tuple(fc.constant('drop' as const), codes) },
  { weight: 8, arbitrary: fc.tuple(fc.constant('advance' as const), durations) },
  { weight: 8, arbitrary: fc.tuple(fc.constant('emit' as const), ttls) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('sendLarge' as const), fc.nat({ max: 250 })) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('request' as const), fc.constantFrom(50, 2000, Infinity)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('signal' as const), signals) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('slow' as const), fc.constantFrom(0, 2 ** 20, 2 ** 21)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('sleep' as const), fc.constantFrom(1000, 60_000, 3_600_000)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('setDate' as const), fc.constantFrom(-3_600_000, 3_600_000)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('setRandom' as const), fc.constantFrom(0, 0.3, 0.999)) },
)
type StepName = keyof typeof step
type Line = StepName | readonly [StepName, number | string | undefined]

function stepOf(line: Line): Step {
  const [name, argument] = typeof line === 'string' ? [line] : line
  return (step[name] as (argument?: number | string) => Step)(argument)
}

const settings = fc.record<Setting>({
  shakes: fc.boolean(),
  beats: fc.boolean(),
  isLimited: fc.boolean(),
  greets: fc.boolean(),
  mends: fc.boolean(),
  overflow: fc.constantFrom('drop-newest', 'drop-oldest'),
  attempts: fc.constantFrom(Infinity, Infinity, 2),
})

const numberOf = (data: unknown): number => (typeof data === 'number' ? data : (data as { number: number }).number)
const isAscending = (numbers: number[]): boolean => numbers.every((number, index) => number > (numbers[index - 1] ?? 0))

function check({ scene, outcomes, heard, faults }: Play): void {
  const handedOver = scene.handedOver
    .filter(({ event }) => event !== 'ping' && event !== 'HELLO')
    .map(({ data }) => numberOf(data))
  expect(faults).toEqual([])
  expect({ handedOver, inOrder: isAscending(handedOver) }).toMatchObject({ inOrder: true })
  expect({ heard, inOrder: isAscending(heard) }).toMatchObject({ inOrder: true })
  const { status } = scene.connection.store.getState()
  const links = scene.fake.links.filter((link) => link.status !== 'closed').map((link) => link.status)
  expect({ status, links }).toEqual({ status, links: status === 'open' ? ['open'] : links.slice(0, 1) })
  const handed = new Set(handedOver)
  const lies = [...outcomes].filter(([number, outcome]) => {
    const wasKept = outcome === 'dropped' || outcome === 'expired' || outcome === 'too-large' || outcome === 'closed'
    return handed.has(number) ? wasKept : outcome === 'sent'
  })
  expect(lies).toEqual([])
}

test('holds whatever happens', { timeout: 60_000 }, async () => {
  const story = fc.array(steps, { maxLength: 60, size: 'max' })
  await fc.assert(
    fc.asyncProperty(settings, story, async (setting, lines: Line[]) => {
      const play = start(setting)
      for (const line of lines) {
        await stepOf(line)(play)
        check(play)
      }
      play.scene.connection.close()
      // The last frame is not called off.
      await play.scene.clock.advance(16)
      check(play)
      const pending = [...play.outcomes].filter(([, outcome]) => outcome === undefined)
      const { status, queue } = play.scene.connection.store.getState()
      expect({ pending, status, count: queue.count }).toEqual({ pending: [], status: 'closed', count: 0 })
      expect([play.scene.clock.timers, play.scene.network.listeners]).toEqual([0, 0])
    }),
    { numRuns: 400 },
  )
})
