import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { NetworkSignal } from 'wirehooks/vanilla'
import {
  acts,
  callbacks,
  type Line,
  listeners,
  play,
  type Reaction,
  type Setting,
  type StepName,
} from './support/history'

// What is dropped is told, and so is what `onError` throws.
beforeAll(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => {})
  vi.stubGlobal('reportError', () => {})
})
afterAll(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

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
const commands = fc.constantFrom('close', 'open', 'reconnect', 'abort', 'drain', 'subscribe', 'hold')

const name = (...names: StepName[]): fc.Arbitrary<StepName> => fc.constantFrom(...names)
const line = (of: StepName, argument: fc.Arbitrary<number | string | undefined>): fc.Arbitrary<Line> =>
  fc.tuple(fc.constant(of), argument)

const lines = fc.oneof(
  { weight: 9, arbitrary: name('connect', 'connect', 'connect', 'accept', 'ready') },
  { weight: 6, arbitrary: name('news', 'news', 'refuse', 'pong') },
  { weight: 3, arbitrary: name('interrupt', 'goSilent', 'garble', 'jam') },
  { weight: 4, arbitrary: line('act', commands) },
  { weight: 3, arbitrary: line('hold', fc.nat({ max: 2 })) },
  { weight: 3, arbitrary: line('letGo', fc.nat({ max: 3 })) },
  { weight: 2, arbitrary: line('reply', fc.constantFrom('first', 'last')) },
  { weight: 4, arbitrary: line('drop', codes) },
  { weight: 8, arbitrary: line('advance', durations) },
  { weight: 8, arbitrary: line('emit', ttls) },
  { weight: 3, arbitrary: line('sendLarge', fc.nat({ max: 450 })) },
  { weight: 4, arbitrary: line('request', fc.constantFrom(50, 2000, Infinity)) },
  { weight: 3, arbitrary: line('signal', signals) },
  { weight: 2, arbitrary: line('slow', fc.constantFrom(0, 2 ** 20, 2 ** 21)) },
  { weight: 1, arbitrary: line('sleep', fc.constantFrom(1000, 60_000, 3_600_000)) },
  { weight: 1, arbitrary: line('setDate', fc.constantFrom(-3_600_000, 3_600_000)) },
  { weight: 1, arbitrary: line('setRandom', fc.constantFrom(0, 0.3, 0.999)) },
)

const calls = fc.record({ after: fc.nat({ max: 2 }), times: fc.integer({ min: 1, max: 3 }) })

const reactions = fc
  .tuple(fc.constantFrom(...callbacks, ...listeners), fc.constantFrom(...acts), calls)
  // By its contract, a transport never throws when it dials.
  .filter(([at, act]) => at !== 'dial' || act !== 'throw')
  .map(([at, act, more]): Reaction => ({ at, act, ...more }))

const settings = fc.record<Setting>({
  shakes: fc.boolean(),
  beats: fc.boolean(),
  isLimited: fc.boolean(),
  mends: fc.boolean(),
  overflow: fc.constantFrom('drop-newest', 'drop-oldest'),
  attempts: fc.constantFrom(Infinity, Infinity, 2),
  refuses: fc.constantFrom(0, 0, 3, 7),
  server: fc.constantFrom('silent', 'echoes', 'jams', 'drops'),
  reactions: fc.array(reactions, { maxLength: 5 }),
})

const parts = 4

// 10,000 together.
test.each(Array.from({ length: parts }, (_, index) => index + 1))(
  `holds whatever happens, part %d of ${parts}`,
  { timeout: 120_000 },
  async () => {
    const story = fc.array(lines, { maxLength: 60, size: 'max' })
    const holds = fc.asyncProperty(settings, story, async (setting, told) => {
      expect(await play(setting, told)).toBe('closed')
    })
    await fc.assert(holds, { numRuns: 10_000 / parts })
  },
)

const calm: Setting = {
  shakes: false,
  beats: false,
  isLimited: false,
  mends: false,
  overflow: 'drop-newest',
  attempts: Infinity,
  refuses: 0,
  server: 'silent',
  reactions: [],
}

// What failed once.
test.each<[string, Partial<Setting>, Line[]]>([
  [
    'a request that waits for a link is closed with it',
    {},
    [
      ['act', 'open'],
      ['request', 2000],
      ['act', 'close'],
    ],
  ],
  [
    'a message that is on its way to the listeners when it is closed',
    { server: 'drops', reactions: [{ at: 'shouldReconnect', act: 'close', after: 0, times: 1 }] },
    [['emit', undefined], ['emit', undefined], 'connect'],
  ],
  [
    'what a subscriber sends when nothing waits any more runs out of time as ever',
    { isLimited: true, reactions: [{ at: 'queue', act: 'emit', after: 5, times: 3 }] },
    ['connect', ...Array.from({ length: 6 }, (): Line => ['emit', undefined]), ['advance', 200], ['sleep', 60_000]],
  ],
  [
    'one that holds it again does not start what was closed',
    {},
    [
      ['hold', 0],
      ['act', 'close'],
      ['letGo', 0],
      ['hold', 0],
    ],
  ],
  [
    'what is sent while the next link is dialled at once has no more room than while there is none',
    { beats: true, reactions: [{ at: 'dial', act: 'emit', after: 0, times: 2 }] },
    [
      'connect',
      ['slow', 2_097_152],
      ['advance', 500],
      ['signal', 'online'],
      'news',
      ['advance', 2000],
      ['sendLarge', 146],
      'connect',
      ['advance', 2500],
    ],
  ],
  [
    'what is sent about a link that ended while it opened waits behind what is older',
    {
      server: 'drops',
      reactions: [
        { at: 'onOpen', act: 'emit', after: 0, times: 2 },
        { at: 'delay', act: 'request', after: 2, times: 2 },
      ],
    },
    ['connect', ['drop', 1000], ['advance', 4500], ['drop', 1000], 'connect', ['act', 'reconnect'], 'connect'],
  ],
])('holds: %s', async (_name, setting, story) => {
  expect(await play({ ...calm, ...setting }, story)).toBe('closed')
})
