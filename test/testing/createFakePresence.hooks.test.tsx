// @vitest-environment jsdom
import { act, cleanup, configure, render, screen, waitFor } from '@testing-library/react'
import type { ReactElement } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { type PresenceSource, usePresence, useWebSocket, WireProvider } from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import { supabasePresence, useSupabaseChannel } from 'wirehooks/supabase'
import { createFakePresence, createFakeTransport } from 'wirehooks/testing'
import { createFakeSupabase } from 'wirehooks/testing/supabase'

await import('wirehooks/testing/vitest')

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
afterEach(cleanup)
configure({ asyncUtilTimeout: 20_000 })

const supabase = createFakeSupabase({ joins: false })

function People({ source, backend }: { source: PresenceSource; backend?: typeof supabasePresence }): ReactElement {
  const { others, self, update } = usePresence<{ name: string }>(source, {
    channel: 'board',
    key: 'me',
    initial: { name: 'Me' },
    backend,
  })
  return (
    <>
      <output>{[self.status, ...others.map(({ state, status }) => `${state.name} ${status}`)].join(', ')}</output>
      <button onClick={() => update({ name: 'I' })}>rename</button>
    </>
  )
}

const boards = {
  useWebSocket: () => <People source={useWebSocket('wss://example.com/board')} />,
  useSocketIO: () => <People source={useSocketIO('https://example.com/board')} />,
  useSupabaseChannel: () => (
    <People source={useSupabaseChannel(supabase, 'board', { presence: {} })} backend={supabasePresence} />
  ),
}

const shows = (text: string): Promise<void> => waitFor(() => expect(screen.getByRole('status').textContent).toBe(text))

test.each(Object.entries(boards))('people come, change and go over %s', async (_name, Board) => {
  const fake = createFakeTransport({ opens: true })
  const people = createFakePresence(fake, 'board', [{ key: 'bob', state: { name: 'Bob' } }])
  const addresses = ['wss://example.com/board', 'https://example.com/board', 'board']
  render(
    <WireProvider transports={Object.fromEntries(addresses.map((address) => [address, fake]))}>
      <Board />
    </WireProvider>,
  )
  await shows('online, Bob online')
  expect(people.self).toEqual({ name: 'Me' })
  act(() => people.join({ key: 'cid', state: { name: 'Cid' } }))
  await shows('online, Bob online, Cid online')
  act(() => people.update('bob', { name: 'Bobby' }, { away: true }))
  await shows('online, Bobby away, Cid online')
  act(() => people.leave('bob'))
  await shows('online, Cid online')
  act(() => screen.getByText('rename').click())
  await waitFor(() => expect(people.self).toEqual({ name: 'I' }))
  cleanup()
  await waitFor(() => expect(people.self).toBeUndefined())
})

test('says once that supabasePresence has one channel', async () => {
  const warnings: string[] = []
  const spy = vi.spyOn(console, 'warn').mockImplementation((text: string) => warnings.push(text))
  const fake = createFakeTransport({ opens: true })
  createFakePresence(fake, 'board', [{ key: 'bob', state: { name: 'Bob' } }])
  createFakePresence(fake, 'lobby', [{ key: 'cid', state: { name: 'Cid' } }])
  const Board = boards.useSupabaseChannel
  render(
    <WireProvider transports={{ board: fake }}>
      <Board />
    </WireProvider>,
  )
  await waitFor(() => expect(warnings).not.toEqual([]))
  spy.mockRestore()
  expect(warnings).toEqual([
    'wirehooks: Expected one createFakePresence() for a fake that stands for a channel of Supabase, but it was called for "board" and "lobby": with supabasePresence the channel is the topic, and components hear of the people of one call only. Give each topic a fake of its own.',
  ])
})
