import { expect, expectTypeOf, test } from 'vitest'
import {
  createFakeClock,
  createFakeNetwork,
  createFakeTransport,
  type FakeLink,
  type MatcherContext,
  type MatcherResult,
  replaySession,
  type Session,
  type WireMatcher,
  wireMatchers,
} from 'wirehooks/testing'
import { createFakeMembers, createFakeSupabase, type FakeQuery, type FakeRow } from 'wirehooks/testing/supabase'
import {
  type CloseReason,
  type Connection,
  createConnection,
  type OutgoingMessage,
  stored,
  type StoringTransport,
  webStorage,
} from 'wirehooks/vanilla'

test('fakes fit where the real ones do', () => {
  const fake = createFakeTransport({ key: 'chat', does: { heartbeat: true } })
  expectTypeOf(fake).toExtend<StoringTransport>()
  createConnection(fake, { clock: createFakeClock(), network: createFakeNetwork() })
  createConnection(fake, { outbox: { storage: stored(webStorage()) } })
  createFakeTransport({ key: null, identity: 'ann', does: { store: false, heartbeat: undefined } })
})

test('a replay takes what is sent, and stores nothing', () => {
  const replay = replaySession({} as Session, { speed: 10, identity: 'ann' })
  expectTypeOf(createConnection(replay)).toEqualTypeOf<Connection>()
  // @ts-expect-error nothing says that its messages can be stored
  createConnection(replay, { outbox: { storage: stored(webStorage()) } })
})

test('a fake transport tells what happened', () => {
  const fake = createFakeTransport()
  expectTypeOf(fake.link).toEqualTypeOf<FakeLink>()
  expectTypeOf(fake.links).toEqualTypeOf<readonly FakeLink[]>()
  expectTypeOf(fake.sent).toEqualTypeOf<readonly OutgoingMessage[]>()
  expectTypeOf(fake.link.status).toEqualTypeOf<'dialling' | 'open' | 'closed'>()
  expectTypeOf(fake.link.closedFor).toEqualTypeOf<CloseReason | null>()
  fake.link.message('CHAT', { text: 'hi' }, { id: '1' })
  fake.link.drop(1012, 'restarting')
  // @ts-expect-error an event has a name
  fake.link.message()
  // @ts-expect-error an ability that is none
  createFakeTransport({ does: { fly: true } })
})

test('time and the page are played by hand', () => {
  expectTypeOf(createFakeClock().advance(1000)).toEqualTypeOf<Promise<void>>()
  createFakeNetwork().signal('offline')
  // @ts-expect-error a signal that is none
  createFakeNetwork().signal('unplugged')
})

test('a matcher can be called by another one', () => {
  function toHaveSaid(this: MatcherContext, fake: unknown, text: string): MatcherResult {
    return wireMatchers.toHaveSent.call(this, fake, 'CHAT', { text })
  }
  expectTypeOf(wireMatchers.toHaveStatus).toEqualTypeOf<WireMatcher>()
  expect.extend({ toHaveSaid })
})

interface Todo {
  id: number
  title: string
}

interface Point {
  x: number
}

test('the fake of Supabase takes rows and states that are of an interface', () => {
  const todo: Todo = { id: 1, title: 'Test' }
  const supabase = createFakeSupabase({ tables: { todos: [todo] }, sees: (row) => row.owner === 'ann' })
  expectTypeOf(supabase.table('todos').insert(todo)).toEqualTypeOf<FakeRow>()
  const patch: Pick<Todo, 'title'> = todo
  supabase.table('todos').update(todo, patch)
  supabase.table('todos').delete(todo)
  expectTypeOf(supabase.from('todos').insert(todo)).toEqualTypeOf<FakeQuery>()
  supabase.from('todos').update(patch)
  const point: Point = { x: 1 }
  supabase.topic('board').enter('ann', point)
  createFakeMembers(supabase.topic('board'), [{ key: 'bob', state: point }])
  // @ts-expect-error a row has columns
  supabase.table('todos').insert('Test')
})

test('what is heard in a topic of Supabase may be given a type, as what a fake transport hears', () => {
  const topic = createFakeSupabase().topic('board')
  topic.on('cursor', (point) => expectTypeOf(point).toEqualTypeOf<unknown>())
  topic.on('cursor', ({ x }: Point) => x)
  topic.on('cursor', async ({ x }: Point) => x)
  createFakeTransport().on('cursor', ({ x }: Point) => x)
  // @ts-expect-error a handler is a function
  topic.on('cursor', 'x')
})
