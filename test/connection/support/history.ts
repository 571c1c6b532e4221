import { expect } from 'vitest'
import {
  type Connection,
  type ConnectionOptions,
  connections,
  type ConnectionState,
  type ConnectionUser,
  createConnection,
  handshake,
  heartbeat,
  type Holder,
  type Link,
  type NetworkSignal,
  type OutgoingMessage,
  rateLimit,
  type Status,
  type StoringTransport,
  type WireError,
  type Wrapper,
} from 'wirehooks/vanilla'
import {
  createFakeClock,
  createFakeNetwork,
  createFakeTransport,
  type FakeClock,
  type FakeLink,
  type FakeNetwork,
  type FakeTransport,
} from 'wirehooks/testing'

/** How a connection is set up, and what those who hear of it do. */
export interface Setting {
  /** Waits for READY before it is open. */
  shakes: boolean
  beats: boolean
  isLimited: boolean
  /** The transport mends its links itself. */
  mends: boolean
  overflow: 'drop-newest' | 'drop-oldest'
  attempts: number
  /** The link cannot send every so many messages, and throws; 0 for none. */
  refuses: number
  /** What the server does at once about what it hears. */
  server: 'silent' | 'echoes' | 'jams' | 'drops'
  reactions: readonly Reaction[]
}

/** Somebody who is called does something in the middle of that call. */
export interface Reaction {
  /** Where it is called: a callback, a function that is asked, or a subscriber of the store that hears of a status. */
  at: Place
  act: Act
  /** How many calls it lets pass before. */
  after: number
  /** How often it does so: for ever would be an endless loop. */
  times: number
}

export const callbacks = ['onOpen', 'onClose', 'onError', 'onInvalid', 'shouldReconnect', 'delay', 'dial'] as const
export const listeners = ['NEWS', 'queue', 'connecting', 'open', 'reconnecting', 'closed', 'failed', 'idle'] as const
export type Place = (typeof callbacks)[number] | (typeof listeners)[number]

export const acts = [
  'close',
  'open',
  'reconnect',
  'emit',
  'request',
  'throw',
  'abort',
  'drain',
  'subscribe',
  'hold',
  'letGo',
] as const
export type Act = (typeof acts)[number]

/** A message that went out, or a request. */
interface Said {
  readonly at: number
  readonly ttl: number
  readonly signal: AbortSignal
  /** What is said by those who hear that it is open goes ahead of what waits. */
  readonly isGreeting: boolean
  /** What became of it. */
  outcome?: string
  isHandedOver?: boolean
  /** Its call has not returned. */
  isBeingSaid: boolean
  /** The link threw. */
  isRefused?: boolean
}

type HoldOfTest = Holder<ConnectionUser>

/** One connection, everything that was asked of it, and whatever was wrong. */
export interface History {
  readonly setting: Setting
  readonly clock: FakeClock
  readonly network: FakeNetwork
  readonly fake: FakeTransport
  readonly connection: Connection
  /** Does something, as a user would. */
  act(name: Exclude<Act, 'throw'>): void
  say(how: SayOptions): void
  /** Somebody takes a hold, or gives it back. */
  hold(holder?: HoldOfTest): void
  letGo(index?: number): void
  /** Those who may hold it more than once. */
  readonly regulars: readonly HoldOfTest[]
  /** Aborts everything that was said with the signal of now. */
  abort(): void
  /** Numbers for messages out and in. */
  next(): number
  /** Checks what must hold at any time. */
  check(): void
  /** Ends it, and checks what must hold in the end. */
  finish(): Promise<void>
  /** Before every step. */
  begin(): void
}

export interface SayOptions {
  kind: 'emit' | 'send' | 'request'
  ttl?: number | undefined
  timeout?: number
  length?: number
  isGreeting?: boolean
}

const bounds = { capacity: 4, maxBytes: 200, maxBytesWhileOpen: 400 }
const usualTtl = 3000

const legalMoves: Record<Status, Status[]> = {
  idle: ['connecting', 'closed'],
  connecting: ['open', 'reconnecting', 'closed', 'failed', 'idle'],
  open: ['reconnecting', 'closed', 'failed', 'idle'],
  reconnecting: ['open', 'closed', 'failed', 'idle'],
  closed: ['connecting', 'idle'],
  failed: ['connecting', 'closed', 'idle'],
}

/** Where the connection can start from only when somebody asks for it. */
const resting: readonly Status[] = ['idle', 'closed', 'failed']

const mine = new Error('mine')

export function begin(setting: Setting): History {
  const { shakes, mends, beats, isLimited, overflow, attempts, refuses, server } = setting
  const clock = createFakeClock()
  const network = createFakeNetwork()
  const fake = createFakeTransport({ does: { reconnect: mends && !shakes } })
  const faults: string[] = []
  const reactions = setting.reactions.map((reaction) => ({ ...reaction }))
  let isCalm = false

  /** Whoever is called there reacts; what throws comes last. */
  function react(at: Place, isGreeting = false): void {
    if (isCalm) return
    for (const reaction of reactions) {
      if (reaction.at !== at) continue
      reaction.after -= 1
      if (reaction.after >= 0 || reaction.times === 0) continue
      reaction.times -= 1
      if (reaction.act === 'throw') throw mine
      if (reaction.act === 'emit' || reaction.act === 'request') say({ kind: reaction.act, isGreeting })
      else act(reaction.act)
    }
  }

  const said = new Map<number, Said>()
  /** The newest of those that may not overtake each other. */
  let lastInOrder = 0
  /** The openings, by their details, after which something left that was not said while it opened. */
  const flowing = new WeakSet<object>()
  let abortion = new AbortController()
  let count = 0
  const next = (): number => (count += 1)

  function say({ kind, ttl, timeout = 2000, length = 0, isGreeting = false }: SayOptions): void {
    const number = next()
    const { signal } = abortion
    const one: Said = {
      at: clock.now(),
      ttl: kind === 'request' ? Infinity : (ttl ?? usualTtl),
      signal,
      isGreeting,
      isBeingSaid: true,
    }
    said.set(number, one)
    const settle = (outcome: string): void => {
      if (one.outcome) faults.push(`${number} settled twice: ${one.outcome}, ${outcome}`)
      one.outcome = outcome
      if (!isTrue(one)) faults.push(`${number} was ${one.isHandedOver ? '' : 'not '}handed over, and is ${outcome}`)
    }
    if (kind === 'request') {
      connection.request('ASK', number, { timeout, signal }).then(
        (answer) => settle(answer === number ? 'answered' : `wrong answer ${String(answer)}`),
        ({ code }: WireError) => settle(`request ${code}`),
      )
      wasSaid(number, one)
      return
    }
    const data = kind === 'send' ? { number, text: 'x'.repeat(length) } : number
    const how = { ...(ttl === undefined ? {} : { ttl }), signal }
    const sent = kind === 'send' ? connection.send(data, how) : connection.emit('SAY', data, how)
    wasSaid(number, one)
    sent.then(
      ({ outcome }) => settle(outcome),
      (cause) => faults.push(`rejected: ${String(cause)}`),
    )
  }

  /** What is said while it opens does not wait, if the link takes it. */
  function wasSaid(number: number, one: Said): void {
    one.isBeingSaid = false
    const isReady = link?.takes() === 'messages' && link.buffered() === 0 && !isLimited
    const isOpen = connection.store.getState().status === 'open'
    if (one.isGreeting && isOpen && isReady && !one.isHandedOver && !one.isRefused)
      faults.push(`${number} was said while it opened, and waits`)
  }

  /** The link is handed a message. */
  function handOver({ event, data }: OutgoingMessage): void {
    if (event === 'ping') return
    const number = typeof data === 'number' ? data : (data as { number: number }).number
    const one = said.get(number)
    if (!one) return void faults.push(`${number} was never said`)
    if (refuses > 0 && number % refuses === 0) {
      one.isRefused = true
      throw new TypeError('cannot be sent')
    }
    const now = clock.now()
    if (one.isHandedOver || one.isRefused) faults.push(`${number} was handed over twice`)
    if (one.outcome) faults.push(`${number} was handed over after it was ${one.outcome}`)
    if (one.signal.aborted) faults.push(`${number} was handed over after it was taken back`)
    if (now >= one.at + one.ttl && now > one.at) faults.push(`${number} was handed over ${now - one.at} ms later`)
    const { status, details } = connection.store.getState()
    if (status !== 'open') faults.push(`${number} was handed over while ${status}`)
    one.isHandedOver = true
    if (one.isGreeting) {
      if (one.isBeingSaid && flowing.has(details))
        faults.push(`${number} was said while it opened, and went behind others`)
      return
    }
    flowing.add(details)
    if (number < lastInOrder) faults.push(`${number} was handed over after ${lastInOrder}`)
    lastInOrder = number
  }

  if (server !== 'silent')
    fake.on('SAY', (data, link) => {
      if (isCalm) return
      if (server === 'jams') link.slow(2 ** 21)
      link.message('NEWS', next())
      if (server === 'drops' && (data as number) % 2 === 0) link.drop()
    })

  /** The newest one. */
  let link: Link | undefined
  const transport: StoringTransport = {
    ...fake,
    connect(sink, context) {
      react('dial')
      const dialled = fake.connect(sink, context)
      link = dialled
      return {
        ...dialled,
        send(frame) {
          handOver(frame as OutgoingMessage)
          return dialled.send(frame)
        },
      }
    },
  }

  const wrappers: Wrapper[] = []
  if (shakes) wrappers.push(handshake(({ next: nextMessage }) => nextMessage('READY').then(() => {})))
  if (isLimited) wrappers.push(rateLimit({ messages: 2, per: 100 }))
  if (beats) wrappers.push(heartbeat({ interval: 2000, timeout: 500 }))

  const hasDelay = reactions.some(({ at }) => at === 'delay')
  const options: ConnectionOptions = {
    clock,
    network,
    wrappers,
    outbox: { ...bounds, overflow, ttl: usualTtl },
    linger: 300,
    backoff: {
      attempts,
      ...(hasDelay && {
        delay() {
          react('delay')
          return 250
        },
      }),
    },
    connectTimeout: 4000,
    shouldReconnect() {
      react('shouldReconnect')
      return undefined
    },
    onOpen() {
      react('onOpen', true)
    },
    onClose: () => react('onClose'),
    onError({ code, cause }) {
      if (code !== 'cannot-send' && cause !== mine) faults.push(`onError ${code}: ${String(cause)}`)
      react('onError')
    },
    onInvalid: () => react('onInvalid'),
  }
  const user = { transport, options }
  const connection = createConnection(transport, options)

  /** What every subscriber sees must follow from what it saw before. Tells what it saw last. */
  function subscribe(): () => ConnectionState {
    let last = connection.store.getState()
    connection.store.subscribe((state, previous) => {
      if (previous !== last) faults.push(`a subscriber saw ${previous.status}, and ${last.status} before`)
      last = state
    })
    return () => last
  }

  const seen = [subscribe()]
  connection.store.subscribe(checkMove)
  connection.store.subscribe(({ status, queue }, previous) => {
    if (queue !== previous.queue) react('queue')
    if (status !== previous.status) react(status, status === 'open')
  })
  seen.push(subscribe())
  const heard = { first: 0, last: 0 }
  connection.on('NEWS', (data) => {
    const number = data as number
    if (number <= heard.first) faults.push(`heard ${number} after ${heard.first}`)
    heard.first = number
  })
  connection.on('NEWS', () => react('NEWS'))
  connection.on('NEWS', (data) => {
    heard.last = data as number
    if (heard.last !== heard.first) faults.push(`the last one heard ${heard.last}, and the first one ${heard.first}`)
  })

  function checkMove(now: ConnectionState, before: ConnectionState): void {
    const { status, queue, retryAt, attempt, lost, openedAt, details } = now
    const hasMoved = status !== before.status
    if (hasMoved && !legalMoves[before.status].includes(status)) faults.push(`${before.status} to ${status}`)
    const wasPut = queue.count > before.queue.count
    if (wasPut && status !== 'open' && (queue.count > bounds.capacity || queue.bytes > bounds.maxBytes))
      faults.push(`more than may wait while ${status}: ${JSON.stringify(queue)}`)
    if (queue.bytes > bounds.maxBytesWhileOpen) faults.push(`more than may ever wait: ${JSON.stringify(queue)}`)
    const isEmpty = queue.count === 0
    if (isEmpty !== (queue.oldestAt === null) || isEmpty !== (queue.bytes === 0))
      faults.push(`odd queue: ${JSON.stringify(queue)}`)
    if (queue.dropped < before.queue.dropped) faults.push('forgot what was dropped')
    if ((openedAt !== null) !== (status === 'open')) faults.push(`opened at ${openedAt} while ${status}`)
    if (status !== 'open' && Object.keys(details).length > 0) faults.push(`details while ${status}`)
    if (retryAt !== null && status !== 'reconnecting') faults.push(`retryAt while ${status}`)
    if (status === 'open' && attempt !== 0) faults.push(`attempt ${attempt} while open`)
    if (lost && ['open', 'closed', 'idle'].includes(status)) faults.push(`lost while ${status}`)
  }

  const regulars = [0, 1, 2].map((): HoldOfTest => ({ current: user }))
  let holds: { readonly holder: HoldOfTest; release(): void }[] = []
  const seenHolders = new Set<HoldOfTest>()
  let drains = { asked: 0, resolved: 0 }
  /** How often somebody asked for something that may start it. */
  let starts = 0
  /** Who held it before the step in which it came to rest. */
  let old: ReadonlySet<HoldOfTest> = new Set()
  let atBegin = { status: 'idle' as Status, starts: 0, holders: new Set<HoldOfTest>() }

  function hold(holder: HoldOfTest = { current: user }): void {
    const { status } = connection.store.getState()
    if (status === 'idle' || !old.has(holder)) starts += 1
    seenHolders.add(holder)
    holds.push({ holder, release: connection.acquire(holder) })
  }

  function letGo(index = 0): void {
    const one = holds[index % Math.max(1, holds.length)]
    one?.release()
    // Who took a hold twice gives it back at once.
    holds = holds.filter(({ holder }) => holder !== one?.holder)
  }

  function abort(): void {
    abortion.abort()
    abortion = new AbortController()
  }

  function act(name: Exclude<Act, 'throw'>): void {
    if (name === 'open' || name === 'reconnect') starts += 1
    if (name === 'open' || name === 'reconnect' || name === 'close') connection[name]()
    else if (name === 'emit' || name === 'request') say({ kind: name })
    else if (name === 'abort') abort()
    else if (name === 'hold') hold()
    else if (name === 'letGo') letGo()
    else if (name === 'subscribe') seen.push(subscribe())
    else {
      drains.asked += 1
      void connection.drain().then(() => (drains.resolved += 1))
    }
  }

  const livingLinks = (): FakeLink['status'][] =>
    fake.links.filter((link) => link.status !== 'closed').map((link) => link.status)

  function check(): void {
    const { status, retryAt, closeReason } = connection.store.getState()
    for (const last of seen) if (last() !== connection.store.getState()) faults.push('a subscriber missed something')
    expect(faults).toEqual([])
    const links = livingLinks()
    if (status === 'idle') expect(holds).toEqual([])
    if (status === 'closed' || status === 'idle') expect(connection.newestMessage.get()).toBeNull()
    if (status === 'open') expect({ status, links }).toEqual({ status, links: ['open'] })
    else if (resting.includes(status)) expect({ status, links }).toEqual({ status, links: [] })
    else {
      // It waits for its next attempt, or for the page to wake up, or one is under way.
      const mayBe = retryAt !== null ? [0] : closeReason?.kind === 'page-hidden' ? [0, 1] : [1]
      expect({ status, closeReason, links: links.length }).toMatchObject({ links: expect.toBeOneOf(mayBe) as number })
    }
    checkRest(status)
  }

  /** Nothing starts by itself. */
  function checkRest(status: Status): void {
    if (resting.includes(atBegin.status) && atBegin.starts === starts) {
      const mayBe = atBegin.status === 'failed' ? ['failed', 'closed', 'idle'] : [atBegin.status, 'closed']
      expect({ before: atBegin.status, mayBe, status }).toMatchObject({ status: expect.toBeOneOf(mayBe) as string })
    }
    if (!resting.includes(atBegin.status) && resting.includes(status)) old = atBegin.holders
  }

  return {
    setting,
    clock,
    network,
    fake,
    connection,
    act,
    say,
    hold,
    letGo,
    regulars,
    abort,
    next,
    check,
    begin() {
      atBegin = { status: connection.store.getState().status, starts, holders: new Set(seenHolders) }
    },
    async finish() {
      isCalm = true
      if (connection.store.getState().status === 'open' && !isLimited) {
        fake.link.slow(0)
        await clock.advance(25)
        const { status, queue } = connection.store.getState()
        if (status === 'open') expect(queue.count).toBe(0)
      }
      connection.close()
      for (const { release } of holds) release()
      // The last frame is not called off.
      await clock.advance(16)
      check()
      const pending = [...said].filter(([, { outcome }]) => outcome === undefined)
      const { status, queue, lost } = connection.store.getState()
      expect({ pending, status, lost, count: queue.count }).toEqual({
        pending: [],
        status: 'closed',
        lost: false,
        count: 0,
      })
      expect(drains.resolved).toBe(drains.asked)
      expect(connection.newestMessage.get()).toBeNull()
      expect([clock.timers, network.listeners, connections.getState().includes(connection)]).toEqual([0, 0, false])
      expect(await connection.send('late')).toEqual({ outcome: 'closed' })
    },
  }
}

const outcomesOfHandedOver: readonly string[] = ['sent', 'answered', 'request rejected', 'request unknown']
const outcomesOfRefused: readonly string[] = ['dropped', 'request cannot-send', 'request unknown']
/** Whoever asked did not wait for what became of it. */
const outcomesOfBoth: readonly string[] = ['request timeout', 'request aborted']

function isTrue({ outcome, isHandedOver = false, isRefused = false }: Said): boolean {
  if (outcome === undefined || outcomesOfBoth.includes(outcome)) return true
  if (isRefused) return outcomesOfRefused.includes(outcome)
  return isHandedOver === outcomesOfHandedOver.includes(outcome)
}

export type Step = (history: History) => unknown

/** A step of a story, by its name and argument, so that a failure prints as a story. */
export type Line = StepName | readonly [StepName, number | string | undefined]
export type StepName = keyof typeof step

const on =
  (act: (link: FakeLink, history: History) => unknown): Step =>
  (history) => {
    const link = history.fake.links.at(-1)
    return link && act(link, history)
  }

/** The server says something, where there is somebody to say it to. */
const says = (say: (link: FakeLink, history: History) => unknown): Step =>
  on((link, history) => link.status === 'open' && say(link, history))

export const step = {
  /** As things go when all is well. */
  connect: (): Step => async (history) => {
    const { connection, clock, fake } = history
    history.act('open')
    if (connection.store.getState().retryAt !== null) await clock.advance(1100)
    const link = fake.links.at(-1)
    if (link?.status === 'dialling') link.open()
    await clock.advance(0)
    if (link?.status === 'open') link.message('READY')
    await clock.advance(0)
  },
  act:
    (name: Exclude<Act, 'throw'>): Step =>
    (history) =>
      history.act(name),
  hold:
    (index: number): Step =>
    ({ hold, regulars }) =>
      hold(regulars[index]),
  letGo:
    (index: number): Step =>
    ({ letGo }) =>
      letGo(index),
  accept: (): Step => on((link) => link.status === 'dialling' && link.open()),
  ready: (): Step => says((link) => link.message('READY')),
  news: (): Step => says((link, { next }) => link.message('NEWS', next())),
  drop: (code: number): Step => on((link) => link.drop(code)),
  goSilent: (): Step => on((link) => link.goSilent()),
  garble: (): Step => says((link) => link.garble()),
  interrupt: (): Step => on((link, { fake }) => fake.does.reconnect && link.status === 'open' && link.interrupt()),
  /** Something waits for a full link, which then drains. */
  jam: (): Step => (history) => {
    on((link) => link.slow(2 ** 21))(history)
    history.say({ kind: 'emit' })
    on((link) => link.slow(0))(history)
    history.say({ kind: 'emit' })
  },
  slow: (bytes: number): Step => on((link) => link.slow(bytes)),
  pong: (): Step => says((link) => link.message('pong')),
  /** Answers the first or the last request that came over this link, perhaps once more. */
  reply: (which: 'first' | 'last'): Step =>
    says((link) => {
      const asked = link.sent.filter(({ id }) => id !== undefined)
      const one = asked.at(which === 'first' ? 0 : -1)
      if (one) link.reply(one.data, one)
    }),
  refuse: (): Step => says((link) => link.sent.some(({ id }) => id !== undefined) && link.refuse('no')),
  emit:
    (ttl: number | undefined): Step =>
    ({ say }) =>
      say({ kind: 'emit', ttl }),
  sendLarge:
    (length: number): Step =>
    ({ say }) =>
      say({ kind: 'send', length }),
  request:
    (timeout: number): Step =>
    ({ say }) =>
      say({ kind: 'request', timeout }),
  advance:
    (duration: number): Step =>
    ({ clock }) =>
      clock.advance(duration),
  sleep:
    (duration: number): Step =>
    ({ clock }) =>
      clock.sleep(duration),
  setDate:
    (jump: number): Step =>
    ({ clock }) =>
      clock.setDate(clock.date() + jump),
  setRandom:
    (draw: number): Step =>
    ({ clock }) =>
      clock.setRandom(draw),
  signal:
    (signal: NetworkSignal): Step =>
    ({ network }) =>
      network.signal(signal),
}

/** Plays a story from its beginning to its end, and checks after every step what must hold. Gives its last status. */
export async function play(setting: Setting, lines: readonly Line[]): Promise<Status> {
  const history = begin(setting)
  for (const line of lines) {
    const [name, argument] = typeof line === 'string' ? [line] : line
    history.begin()
    await (step[name] as (argument?: number | string) => Step)(argument)(history)
    history.check()
  }
  history.begin()
  await history.finish()
  return history.connection.store.getState().status
}
