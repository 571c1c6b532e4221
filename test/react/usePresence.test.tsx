import { act, render, renderHook } from '@testing-library/react'
import { StrictMode } from 'react'
import { expect, test, vi } from 'vitest'
import {
  useAway,
  useConnection,
  useCursors,
  useOthers,
  usePresence,
  usePresenceEvent,
  type UsePresenceOptions,
  useTyping,
} from 'wirehooks'
import { member, type Shared } from '../presence/support/setUp'
import { afterLinger, countRenders, setUp } from './support/setUp'

function setUpPresence() {
  const { fake, clock, options, pass, ...rest } = setUp()
  let revision = 1
  const given: UsePresenceOptions<Shared> = { channel: 'board', key: 'me', initial: { n: 0 }, clock }
  return {
    ...rest,
    fake,
    clock,
    pass,
    given,
    usePresence: (more: Partial<UsePresenceOptions<Shared>> = {}) =>
      usePresence(useConnection(fake, options), { ...given, ...more }),
    said: () => fake.sent.map(({ data }) => (data as { kind: string }).kind),
    /** Opens, and the server says who is there. */
    async enters(...ids: string[]) {
      rest.open()
      await pass(0)
      await act(async () => {
        const counted = { revision: 1, now: clock.date(), grace: 0 }
        fake.link.message('presence', { kind: 'entered', channel: 'board', id: 'me', key: 'me' })
        fake.link.message('presence', {
          kind: 'state',
          channel: 'board',
          ...counted,
          members: ids.map((id) => member(id)),
        })
        await clock.advance(20)
      })
    },
    async hears(set: ReturnType<typeof member>[], left: [string, number][] = []) {
      revision += 1
      const counted = { from: revision - 1, revision }
      await act(async () => {
        fake.link.message('presence', { kind: 'diff', channel: 'board', ...counted, set, left })
        await clock.advance(20)
      })
    },
  }
}

test('shows who is there and what they share, and shares one’s own', async () => {
  const me = setUpPresence()
  const { result, unmount } = renderHook(() => {
    const { status, self, others, count, error, update } = me.usePresence()
    return { status, self, others: others.map(({ key, state }) => [key, state.n]), count, error, update }
  })
  expect(result.current).toMatchObject({
    status: 'outside',
    self: { key: 'me', state: { n: 0 } },
    others: [],
    count: 0,
  })
  await me.enters('a', 'me')
  expect(result.current).toMatchObject({ status: 'present', others: [['a', 1]], count: 2, error: null })
  act(() => result.current.update({ n: 7 }))
  expect(result.current.self.state).toEqual({ n: 7 })
  await me.hears([member('b'), member('a', 2)])
  expect(result.current.others).toEqual([
    ['a', 2],
    ['b', 1],
  ])
  unmount()
  await me.pass(0)
  expect(me.said()).toEqual(['enter', 'set', 'leave'])
  await me.pass(afterLinger)
})

test('enters once and leaves once, in StrictMode, and with two hooks on one channel', async () => {
  const me = setUpPresence()
  const hook = () => [me.usePresence().status, me.usePresence().status]
  const { result, unmount } = renderHook(hook, { wrapper: StrictMode })
  await me.enters()
  expect(result.current).toEqual(['present', 'present'])
  expect(me.said()).toEqual(['enter'])
  unmount()
  await me.pass(0)
  expect(me.said()).toEqual(['enter', 'leave'])
})

test('stays while one of two components goes', async () => {
  const me = setUpPresence()
  const One = () => <>{me.usePresence().count}</>
  const { rerender, container } = render([<One key="1" />, <One key="2" />])
  await me.enters('a', 'me')
  rerender([<One key="1" />])
  await me.pass(0)
  expect(container.textContent).toBe('2')
  expect(me.said()).toEqual(['enter'])
})

test('is somebody else with another key, and in another channel with another name', async () => {
  const me = setUpPresence()
  const { rerender } = renderHook((more: Partial<UsePresenceOptions<Shared>>) => me.usePresence(more).status, {
    initialProps: {},
  })
  await me.enters()
  rerender({ key: 'other' })
  await me.pass(0)
  rerender({ key: 'other', channel: 'hall' })
  await me.pass(0)
  const said = me.fake.sent.map(({ data }) => data as { kind: string; channel: string; key?: string })
  expect(said.map(({ kind, channel, key }) => [kind, channel, key].filter(Boolean))).toEqual([
    ['enter', 'board', 'me'],
    ['leave', 'board'],
    ['enter', 'board', 'other'],
    ['enter', 'hall', 'other'],
    ['leave', 'board'],
  ])
})

test('is outside while it is not enabled', async () => {
  const me = setUpPresence()
  const { result, rerender } = renderHook(({ enabled }) => me.usePresence({ enabled }).status, {
    initialProps: { enabled: false },
  })
  me.open()
  await me.pass(0)
  expect(me.said()).toEqual([])
  rerender({ enabled: true })
  await me.pass(0)
  expect([result.current, me.said()]).toEqual(['entering', ['enter']])
  rerender({ enabled: false })
  await me.pass(20)
  expect([result.current, me.said()]).toEqual(['outside', ['enter', 'leave']])
})

const Mover = ({ onMove }: { onMove(): void }) => (
  <button onClick={onMove} type="button">
    Move
  </button>
)

test('renders only for what is read', async () => {
  const me = setUpPresence()
  const all = countRenders()
  const status = countRenders()
  const none = countRenders()
  const All = () => <>{me.usePresence().others.length}</>
  const Status = () => <>{me.usePresence().status}</>
  const None = () => {
    const { update } = me.usePresence()
    return <Mover onMove={() => update({ n: 1 })} />
  }
  render(
    <>
      <all.wrapper>
        <All />
      </all.wrapper>
      <status.wrapper>
        <Status />
      </status.wrapper>
      <none.wrapper>
        <None />
      </none.wrapper>
    </>,
  )
  await me.enters('a')
  for (const { take } of [all, status, none]) take()
  await me.hears([member('a', 2)])
  expect([all.take(), status.take(), none.take()]).toEqual([1, 0, 0])
})

test('useOthers renders only when its selection changed', async () => {
  const me = setUpPresence()
  const { wrapper, take } = countRenders()
  const select = vi.fn((others: readonly { key: string; state: Shared }[]) =>
    others.filter(({ state }) => (state.n ?? 0) > 5).map(({ key }) => key),
  )
  const { result } = renderHook(() => useOthers(me.usePresence(), select), { wrapper })
  await me.enters('a', 'b')
  take()
  await me.hears([member('a', 2), member('b', 3)])
  expect([result.current, take()]).toEqual([[], 0])
  await me.hears([member('a', 6)])
  expect([result.current, take()]).toEqual([['a'], 1])
  await me.hears([member('a', 7)])
  expect([result.current, take()]).toEqual([['a'], 0])
})

test('useOthers gives everybody without a selection', async () => {
  const me = setUpPresence()
  const { result } = renderHook(() => useOthers(me.usePresence()))
  await me.enters('a', 'me', 'b')
  expect(result.current.map(({ key }) => key)).toEqual(['a', 'b'])
})

test('usePresenceEvent calls the newest handler for real differences', async () => {
  const me = setUpPresence()
  const log: string[] = []
  const { rerender, unmount } = renderHook(
    ({ mark }) => {
      const presence = me.usePresence()
      usePresenceEvent(presence, 'join', ({ key }) => log.push(`${mark} join ${key}`))
      usePresenceEvent(presence, 'update', ({ key, state }) => log.push(`${mark} update ${key} ${state.n}`))
      usePresenceEvent(presence, 'leave', ({ key }) => log.push(`${mark} leave ${key}`))
    },
    { initialProps: { mark: 1 }, wrapper: StrictMode },
  )
  await me.enters('z')
  await me.hears([member('a')])
  rerender({ mark: 2 })
  await me.hears([member('b'), member('a', 2)], [['a', 3]])
  act(() => me.fake.link.drop())
  await me.pass(3000)
  expect(log).toEqual(['1 join a', '2 join b', '2 update a 2', '2 leave a'])
  unmount()
})

test('useTyping says who types, and stops by itself', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const me = setUpPresence()
  const { result } = renderHook(() => {
    const presence = me.usePresence()
    return { typing: useTyping(presence), self: presence.self.state }
  })
  await me.enters('a')
  act(() => result.current.typing.start())
  expect(result.current.self).toEqual({ n: 0, typing: true })
  act(() => void vi.advanceTimersByTime(2000))
  act(() => result.current.typing.start())
  act(() => void vi.advanceTimersByTime(2000))
  await me.pass(20)
  expect(result.current.self.typing).toBe(true)
  act(() => void vi.advanceTimersByTime(1000))
  await me.pass(20)
  expect(result.current.self.typing).toBe(false)
  await me.hears([member('a', 2, { state: { typing: true } })])
  expect(result.current.typing.who.map(({ key }) => key)).toEqual(['a'])
  act(() => me.fake.link.drop())
  await me.pass(20)
  expect(result.current.typing.who).toEqual([])
  vi.useRealTimers()
})

test('useAway tells when nobody looks', async () => {
  const me = setUpPresence()
  const { result, unmount } = renderHook(() => {
    const presence = me.usePresence()
    useAway(presence, { after: 60_000 })
    return presence.self.status
  })
  await me.enters()
  expect(result.current).toBe('online')
  const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  act(() => void document.dispatchEvent(new Event('visibilitychange')))
  await me.pass(20)
  expect(result.current).toBe('away')
  visibility.mockRestore()
  act(() => void document.dispatchEvent(new Event('visibilitychange')))
  await me.pass(20)
  expect(result.current).toBe('online')
  unmount()
})

test('useCursors has a cursor where it is said to be, in the end', async () => {
  const me = setUpPresence()
  const { result, unmount } = renderHook(() =>
    useCursors(me.usePresence(), { glide: 0 }).map(({ x, y, person }) => [person.key, x, y]),
  )
  await me.enters('a', 'b')
  expect(result.current).toEqual([])
  await me.hears([member('a', 2, { state: { cursor: { x: 3, y: 4 } } })])
  expect(result.current).toEqual([['a', 3, 4]])
  await me.hears([member('a', 3, { state: { cursor: null } })])
  expect(result.current).toEqual([])
  unmount()
})
