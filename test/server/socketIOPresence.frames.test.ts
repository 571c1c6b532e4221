import { expect, test, vi } from 'vitest'
import { entering, stagePresence } from './support/socketIOPresence'

const kinds = ({ frames }: { readonly frames: readonly { kind: string }[] }): string[] => frames.map(({ kind }) => kind)

test('says who they are, and who is there', async (context) => {
  const { serve, bare } = stagePresence(context)
  const { url } = await serve({ grace: 7000, ttl: 60_000 })
  const ada = bare(url)
  ada.say(entering('ada', 1, { state: { x: 1 } }))
  await vi.waitFor(() => expect(kinds(ada)).toContain('state'))
  const id = expect.stringMatching(/^[\da-f]{32}$/)
  const near = expect.closeTo(Date.now(), -4)
  const ann = { id, version: 1, key: 'ada', state: { x: 1 }, since: near, at: near, alias: 1 }
  expect(ada.frames).toEqual([
    { kind: 'entered', channel: 'board', id, key: 'ada' },
    { kind: 'state', channel: 'board', protocol: 1, now: near, grace: 7000, revision: 1, members: [ann] },
  ])
})

test('keeps since when somebody enters once more, and at when nothing is different', async (context) => {
  const { serve, bare } = stagePresence(context)
  const { url } = await serve()
  const ada = bare(url)
  const member = async (count: number) => {
    await vi.waitFor(() => expect(kinds(ada).filter((kind) => kind === 'state')).toHaveLength(count))
    const frame = ada.frames.findLast(({ kind }) => kind === 'state')
    return frame?.kind === 'state' ? frame.members[0] : undefined
  }
  ada.say(entering('ada', 1))
  const first = await member(1)
  ada.say(entering('ada', 2))
  const second = await member(2)
  expect(second).toEqual({ ...first, version: 2 })
  await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(first?.at ?? 0))
  ada.say(entering('ada', 3, { state: { x: 1 } }))
  const third = await member(3)
  expect(third).toMatchObject({ since: first?.since, state: { x: 1 } })
  expect(third?.at).toBeGreaterThan(first?.at ?? 0)
})

test('does not take what is older than what it knows', async (context) => {
  const { serve, bare } = stagePresence(context)
  const { url, presence } = await serve()
  const ada = bare(url)
  ada.say(entering('ada', 5, { state: { is: 'new' } }))
  ada.say(entering('ada', 4, { state: { is: 'old' } }))
  ada.say({ kind: 'set', channel: 'board', version: 3, state: { is: 'older' } })
  ada.say({ kind: 'watch', channel: 'other' })
  await vi.waitFor(() => expect(ada.frames).toContainEqual(expect.objectContaining({ channel: 'other' })))
  expect(await presence.who('board')).toEqual([expect.objectContaining({ key: 'ada', state: { is: 'new' } })])
})

test('who sets without being there may enter again', async (context) => {
  const { serve, bare } = stagePresence(context)
  const { url } = await serve()
  const ada = bare(url)
  ada.say({ kind: 'set', channel: 'board', version: 1, state: {} })
  await vi.waitFor(() => expect(ada.frames).toEqual([expect.objectContaining({ kind: 'refused', code: 'expired' })]))
})

test.each([
  [undefined, []],
  ['text', []],
  [{ kind: 'enter' }, []],
  [{ channel: 7 }, []],
  [{ kind: 'nonsense', channel: 'board', version: 1, state: 1 }, []],
  [{ kind: 'enter', channel: 'board' }, ['bad-request']],
  [entering('ada', 1.5), ['bad-request']],
  [entering('ada', 1, { session: 'short' }), ['bad-request']],
  [entering('ada', 1, { key: 7 }), ['bad-request']],
  [entering('ada', 1, { state: undefined }), ['bad-request']],
  [entering('ada', 1, { state: { text: 'x'.repeat(5000) } }), ['too-large']],
  [{ kind: 'leave', channel: 'board', version: 1 }, []],
])('answers %j with %j, and goes on', async (frame, codes) => {
  const finished: (() => unknown)[] = []
  const { serve, bare } = stagePresence({ onTestFinished: (end) => finished.push(end as () => unknown) })
  const { url, presence, failures } = await serve()
  const ada = bare(url)
  ada.say(frame)
  ada.say({ kind: 'watch', channel: 'board' })
  await vi.waitFor(() => expect(kinds(ada).at(-1)).toBe('state'))
  expect(ada.frames.slice(0, -1).map((answer) => (answer.kind === 'refused' ? answer.code : answer.kind))).toEqual(
    codes,
  )
  expect(await presence.who('board')).toEqual([])
  expect(failures).toEqual([])
  for (const end of finished.toReversed()) await end()
})

test('a state that is too large or too deep leaves the last one', async (context) => {
  const { serve, bare } = stagePresence(context)
  const { url, presence } = await serve({ maxBytes: 20 })
  const ada = bare(url)
  ada.say(entering('ada', 1, { state: { is: 'short' } }))
  ada.say({ kind: 'set', channel: 'board', version: 2, state: { is: 'x'.repeat(21) } })
  await vi.waitFor(() => expect(kinds(ada)).toContain('refused'))
  ada.write(`{"kind":"set","channel":"board","version":3,"state":${'{"a":'.repeat(2e4)}1${'}'.repeat(2e4)}}`)
  ada.say({ kind: 'watch', channel: 'board' })
  await vi.waitFor(() => expect(kinds(ada).filter((kind) => kind === 'state')).toHaveLength(2))
  expect(ada.frames).toContainEqual(expect.objectContaining({ kind: 'refused', code: 'too-large' }))
  expect(await presence.who('board')).toEqual([expect.objectContaining({ key: 'ada', state: { is: 'short' } })])
})

test('an event of any name does no harm', async (context) => {
  const { serve, bare } = stagePresence(context)
  const { url } = await serve()
  const ada = bare(url)
  for (const event of ['error', 'presence', '__proto__', 'constructor', '']) ada.emit(event)
  ada.say(entering('ada', 1))
  await vi.waitFor(() => expect(kinds(ada)).toEqual(['entered', 'state']))
})

test('a state pollutes nothing', async (context) => {
  const { serve, bare } = stagePresence(context)
  const { url, presence } = await serve()
  const [ada, bo] = [bare(url), bare(url)]
  bo.say({ kind: 'watch', channel: 'board' })
  await vi.waitFor(() => expect(kinds(bo)).toEqual(['state']))
  ada.say(entering('__proto__', 1, { state: JSON.parse('{"__proto__":{"isAdmin":true},"x":1}') }))
  await vi.waitFor(() => expect(kinds(bo)).toEqual(['state', 'diff']))
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  const [one] = await presence.who('board')
  expect(one?.key).toBe('__proto__')
  expect((one as { state: { isAdmin?: boolean } }).state.isAdmin).toBeUndefined()
})

test('bytes in a state are the same plain data for everybody', async (context) => {
  const { serve, bare } = stagePresence(context)
  const { url } = await serve()
  const [ada, bo] = [bare(url), bare(url)]
  bo.say({ kind: 'watch', channel: 'board' })
  ada.say(entering('ada', 1, { state: { bytes: Buffer.from([1, 2]) } }))
  const state = { bytes: { type: 'Buffer', data: [1, 2] } }
  await vi.waitFor(() => expect(JSON.stringify(bo.frames)).toContain(JSON.stringify(state)))
})

test('one socket may be in 64 channels', async (context) => {
  const { serve, bare } = stagePresence(context)
  const { url } = await serve()
  const ada = bare(url)
  for (let index = 0; index < 65; index += 1) ada.say({ kind: 'watch', channel: `${index}` })
  await vi.waitFor(() => expect(ada.frames).toHaveLength(65))
  expect(ada.frames.find(({ kind }) => kind === 'refused')).toMatchObject({ channel: '64', code: 'too-many' })
})

test('what changes at once goes as one frame', async (context) => {
  const { serve, bare } = stagePresence(context)
  const { url } = await serve({ batch: 200 })
  const onlooker = bare(url)
  onlooker.say({ kind: 'watch', channel: 'board' })
  await vi.waitFor(() => expect(kinds(onlooker)).toEqual(['state']))
  const keys = Array.from({ length: 20 }, (_, index) => `user ${index}`)
  for (const key of keys) bare(url).say(entering(key, 1))
  const named = (): string[] =>
    onlooker.frames.flatMap((frame) => (frame.kind === 'diff' ? (frame.set ?? []) : [])).map(({ key }) => key)
  await vi.waitFor(() => expect(named().toSorted()).toEqual(keys.toSorted()))
  expect(onlooker.frames.length).toBeLessThan(10)
})

test('forgets the link that somebody gave up', async (context) => {
  const { serve, bare } = stagePresence(context)
  const { url, presence } = await serve({ batch: 0 })
  const [onlooker, older, newer] = [bare(url), bare(url), bare(url)]
  onlooker.say({ kind: 'watch', channel: 'board' })
  older.say(entering('ada', 1, { state: { is: 'old' } }))
  await vi.waitFor(() => expect(kinds(older)).toContain('state'))
  newer.say(entering('ada', 4, { state: { is: 'new' } }))
  await vi.waitFor(() => expect(kinds(newer)).toContain('state'))
  expect(await presence.who('board')).toEqual([expect.objectContaining({ state: { is: 'new' }, connections: 1 })])
  older.say({ kind: 'set', channel: 'board', version: 2, state: { is: 'late' } })
  await vi.waitFor(() => expect(older.frames.at(-1)).toMatchObject({ kind: 'refused', code: 'expired' }))
  older.end()
  newer.say({ kind: 'leave', channel: 'board', version: 5 })
  await vi.waitFor(() => expect(onlooker.frames.at(-1)).toMatchObject({ kind: 'diff', left: [1] }))
  expect(onlooker.frames.filter((frame) => frame.kind === 'diff' && frame.dropped)).toEqual([])
  expect(await presence.who('board')).toEqual([])
})
