import { cleanup, screen } from '@testing-library/react'
import type { SetupServer } from 'msw/node'
import { afterEach, expect, onTestFinished, test } from 'vitest'
import { connections } from 'wirehooks'
import { type FakePresence, type FakeTransport, resetConnections } from 'wirehooks/testing'
import type { WireServer } from 'wirehooks/testing/msw'
import type { FakeSupabase } from 'wirehooks/testing/supabase'
import { runningPage } from './support/running'

const page = runningPage('README.md')
const guide = runningPage('stories/docs/Testing.mdx')

afterEach(() => {
  cleanup()
  resetConnections()
})

test('a transport can be driven by hand', async () => {
  const run = await page.load<{ fake: FakeTransport }>('Testing', 'fake.link.drop')
  const { fake } = run()
  expect(fake.links).toHaveLength(1)
  screen.getByText('hi')
})

test('a fake transport plays a server, and nothing is left of it', async () => {
  const run = await page.load<Promise<{ people: FakePresence }>>('Testing', 'createFakePresence(')
  const { people } = await run()
  people.update('bob', { typing: true })
  onTestFinished(() => expect(connections.getState()).toEqual([]))
})

test('MSW mocks a server', async () => {
  const run = await page.load<Promise<{ chat: WireServer; server: SetupServer }>>('Testing', 'wireHandlers')
  const { chat, server } = await run({ afterEach: (stop: () => void) => onTestFinished(stop) })
  onTestFinished(() => server.close())
  expect([chat.links.length, chat.clients.length]).toEqual([1, 0])
})

test('a client of Supabase needs no Supabase', async () => {
  const run = await page.load<Promise<{ supabase: FakeSupabase }>>('Testing', 'createFakeSupabase')
  const { supabase } = await run()
  expect(supabase.table('todos').rows).toHaveLength(2)
})

test('the guide says the same in other words', async () => {
  const byHand = await guide.load<{ fake: FakeTransport }>('By hand')
  expect(byHand().fake.links).toHaveLength(1)
  cleanup()
  const byScript = await guide.load<Promise<unknown>>('By a script')
  await byScript()
})
