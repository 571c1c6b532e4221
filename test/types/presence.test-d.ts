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
import { createConnection, matching, presenceOf, webSocket } from 'wirehooks/vanilla'
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
    const useSources = () => [
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
    expectTypeOf(useSources).returns.items.toHaveProperty('others').toEqualTypeOf<readonly Person<Shared>[]>()
    // @ts-expect-error a stream cannot send
    const useStream = () => usePresence(useEventSource('/events'), { key: 'ann', initial })
    expectTypeOf(useStream).toBeFunction()
  })

  test('knows what is shared, from its options or what validates it', () => {
    const board = createConnection(webSocket('ws://localhost'))
    const useBoard = () => usePresence(board, { key: 'ann', initial })
    type View = ReturnType<typeof useBoard>
    expectTypeOf<View['self']['state']>().toEqualTypeOf<Shared>()
    expectTypeOf<View['update']>().parameter(0).toEqualTypeOf<Partial<Shared>>()
    expectTypeOf<View['status']>().toEqualTypeOf<'outside' | 'entering' | 'present' | 'refused'>()
    expectTypeOf<View['others'][number]['status']>().toEqualTypeOf<'online' | 'away' | 'stale'>()
    const validate = matching(z.object({ name: z.string() }))
    const useChecked = () => usePresence(board, { key: 'ann', initial: { name: 'Ann' }, validate })
    expectTypeOf<ReturnType<typeof useChecked>['self']['state']>().toEqualTypeOf<{ name: string }>()
  })

  test('needs a key and a state', () => {
    const board = createConnection(webSocket('ws://localhost'))
    expectTypeOf(function useIt() {
      // @ts-expect-error no key
      usePresence(board, { initial })
    }).toBeFunction()
    expectTypeOf(function useIt() {
      // @ts-expect-error no state
      usePresence(board, { key: 'ann' })
    }).toBeFunction()
    expectTypeOf(function useIt() {
      // @ts-expect-error a state is an object
      usePresence(board, { key: 'ann', initial: 'here' })
    }).toBeFunction()
  })
})

describe('what reads a presence', () => {
  const presence = presenceOf(createConnection(webSocket('ws://localhost')), { key: 'ann', initial })

  test('knows the people', () => {
    expectTypeOf(presence).toEqualTypeOf<Presence<Shared>>()
    expectTypeOf(function useIt() {
      return useOthers(presence)
    }).returns.toEqualTypeOf<readonly Person<Shared>[]>()
    expectTypeOf(() => useOthers(presence, (others) => others.map(({ state }) => state.name))).returns.toEqualTypeOf<
      string[]
    >()
    expectTypeOf(() =>
      usePresenceEvent(presence, 'join', (person) => expectTypeOf(person).toEqualTypeOf<Person<Shared>>()),
    ).returns.toBeVoid()
    expectTypeOf(function useIt() {
      // @ts-expect-error no such change
      usePresenceEvent(presence, 'enter', () => {})
    }).toBeFunction()
  })

  test('useTyping takes any state whose typing, if it has one, is a boolean', () => {
    interface Named {
      readonly name: string
      readonly cursor: { x: number; y: number } | null
    }
    const named = presenceOf<Named>(createConnection(webSocket('ws://localhost')), {
      key: 'ann',
      initial: { name: 'Ann', cursor: null },
    })
    expectTypeOf(function useIt() {
      return useTyping(named).who
    }).returns.toEqualTypeOf<readonly Person<Named>[]>()
    expectTypeOf(function useIt() {
      return useTyping(
        usePresence<Named>(createConnection(webSocket('ws://localhost')), { key: null, initial: {} as Named }),
      ).who
    }).returns.toEqualTypeOf<readonly Person<Named>[]>()
    const typed = presenceOf(createConnection(webSocket('ws://localhost')), {
      key: 'ann',
      initial: {} as { typing: boolean | undefined },
    })
    expectTypeOf(function useIt() {
      return useTyping(typed, { stopAfter: undefined }).who
    }).returns.items.toHaveProperty('key')
  })

  test('needs what it reads to be shared', () => {
    expectTypeOf(function useIt() {
      return useTyping(presence).who
    }).returns.toEqualTypeOf<readonly Person<Shared>[]>()
    expectTypeOf(() => useCursors(presence))
      .returns.items.toHaveProperty('x')
      .toBeNumber()
    expectTypeOf(function useIt() {
      return useAway(presence)
    }).returns.toBeVoid()
    const other = presenceOf(createConnection(webSocket('ws://localhost')), {
      key: 'ann',
      initial: { cursor: 'text', typing: 1 },
    })
    expectTypeOf(function useIt() {
      // @ts-expect-error typing is a boolean
      useTyping(other)
    }).toBeFunction()
    expectTypeOf(function useIt() {
      // @ts-expect-error a cursor is a point
      useCursors(other)
    }).toBeFunction()
  })
})
