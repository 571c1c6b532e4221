import { createClient } from '@supabase/supabase-js'
import { describe, expectTypeOf, test } from 'vitest'
import {
  type Person,
  type Presence,
  useAway,
  useConnection,
  useCursors,
  useEventSource,
  useOthers,
  usePresence,
  usePresenceEvent,
  useTyping,
  useWebSocket,
} from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import { supabasePresence, useSupabaseChannel } from 'wirehooks/supabase'
import { createConnection, presenceOf, webSocket } from 'wirehooks/vanilla'
import { createFakeTransport } from 'wirehooks/testing'
import { z } from 'zod'

interface Shared {
  name: string
  cursor: { x: number; y: number } | null
  typing?: boolean
}

const initial: Shared = { name: 'Ann', cursor: null }

describe('usePresence', () => {
  test('takes what any hook returned, or a connection', () => {
    const supabase = createClient('http://localhost', 'key')
    const sources = () => [
      usePresence(useWebSocket('ws://localhost'), { key: 'ann', initial }),
      usePresence(useSocketIO('http://localhost'), { key: 'ann', initial }),
      usePresence(useSupabaseChannel(supabase, 'board', { presence: {} }), {
        backend: supabasePresence,
        key: 'ann',
        initial,
      }),
      usePresence(useConnection(createFakeTransport()), { key: 'ann', initial }),
      usePresence(createConnection(webSocket('ws://localhost')), { key: 'ann', initial }),
    ]
    expectTypeOf(sources).returns.items.toHaveProperty('others').toEqualTypeOf<readonly Person<Shared>[]>()
    // @ts-expect-error a stream cannot send
    const stream = () => usePresence(useEventSource('/events'), { key: 'ann', initial })
    expectTypeOf(stream).toBeFunction()
  })

  test('knows what is shared, from its options or its schema', () => {
    const board = createConnection(webSocket('ws://localhost'))
    const presence = () => usePresence(board, { key: 'ann', initial })
    type View = ReturnType<typeof presence>
    expectTypeOf<View['self']['state']>().toEqualTypeOf<Shared>()
    expectTypeOf<View['update']>().parameter(0).toEqualTypeOf<Partial<Shared>>()
    expectTypeOf<View['status']>().toEqualTypeOf<'outside' | 'entering' | 'present' | 'refused'>()
    expectTypeOf<View['others'][number]['status']>().toEqualTypeOf<'online' | 'away' | 'stale'>()
    const schema = z.object({ name: z.string() })
    const checked = () => usePresence(board, { key: 'ann', initial: { name: 'Ann' }, schema })
    expectTypeOf<ReturnType<typeof checked>['self']['state']>().toEqualTypeOf<{ name: string }>()
  })

  test('needs a key and a state', () => {
    const board = createConnection(webSocket('ws://localhost'))
    // @ts-expect-error no key
    expectTypeOf(() => usePresence(board, { initial })).toBeFunction()
    // @ts-expect-error no state
    expectTypeOf(() => usePresence(board, { key: 'ann' })).toBeFunction()
    // @ts-expect-error a state is an object
    expectTypeOf(() => usePresence(board, { key: 'ann', initial: 'here' })).toBeFunction()
  })
})

describe('what reads a presence', () => {
  const presence = presenceOf(createConnection(webSocket('ws://localhost')), { key: 'ann', initial })

  test('knows the people', () => {
    expectTypeOf(presence).toEqualTypeOf<Presence<Shared>>()
    expectTypeOf(() => useOthers(presence)).returns.toEqualTypeOf<readonly Person<Shared>[]>()
    expectTypeOf(() => useOthers(presence, (others) => others.map(({ state }) => state.name))).returns.toEqualTypeOf<
      string[]
    >()
    expectTypeOf(() =>
      usePresenceEvent(presence, 'join', (person) => expectTypeOf(person).toEqualTypeOf<Person<Shared>>()),
    ).returns.toBeVoid()
    // @ts-expect-error no such change
    expectTypeOf(() => usePresenceEvent(presence, 'enter', () => {})).toBeFunction()
  })

  test('needs what it reads to be shared', () => {
    expectTypeOf(() => useTyping(presence).who).returns.toEqualTypeOf<readonly Person<Shared>[]>()
    expectTypeOf(() => useCursors(presence))
      .returns.items.toHaveProperty('x')
      .toBeNumber()
    expectTypeOf(() => useAway(presence)).returns.toBeVoid()
    const other = presenceOf(createConnection(webSocket('ws://localhost')), {
      key: 'ann',
      initial: { cursor: 'text', typing: 1 },
    })
    // @ts-expect-error typing is a boolean
    expectTypeOf(() => useTyping(other)).toBeFunction()
    // @ts-expect-error a cursor is a point
    expectTypeOf(() => useCursors(other)).toBeFunction()
  })
})
