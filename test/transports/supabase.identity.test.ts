import { labelOf, namesOf, storageNameOf } from '../../src/transport/identityTexts'
import { expect, test } from 'vitest'
import { createFakeSupabase } from 'wirehooks/testing/supabase'
import { isOtherUser, isSameIdentity } from '../../src/transport/identity'
import { supabaseChannel, type SupabaseLike } from '../../src/transports/supabase'

const client = createFakeSupabase()

/** A client of a project with that address. */
function clientOf(endPoint: string): SupabaseLike {
  const fake = createFakeSupabase()
  return { ...fake, realtime: { ...fake.realtime, endPoint } }
}

test('is shared by client, topic and whoever is seen', () => {
  const same = [
    supabaseChannel(client, 'room'),
    supabaseChannel(client, 'room', { private: false, changes: [{ table: 'todos' }], identity: null }),
    supabaseChannel(client, 'room', { broadcast: { self: true }, presence: {} }),
  ].map(({ identity }) => identity)
  const others = [
    supabaseChannel(createFakeSupabase(), 'room'),
    supabaseChannel(client, 'hall'),
    supabaseChannel(client, 'room', { private: true }),
    supabaseChannel(client, 'room', { presence: { key: 'ann' } }),
    supabaseChannel(client, 'room', { presence: { key: 'bob' } }),
    supabaseChannel(client, 'room', { key: 'mine' }),
    supabaseChannel(client, 'room', { identity: 'ann' }),
  ].map(({ identity }) => identity)
  const [first] = same
  for (const identity of [...same, ...others]) expect(identity.isShared).toBe(true)
  for (const identity of same) expect(isSameIdentity(first!, identity)).toBe(true)
  for (const [index, one] of others.entries())
    for (const other of [first!, ...others.slice(0, index)]) expect(isSameIdentity(one, other)).toBe(false)
})

test('another user of the same client is another user', () => {
  const [ann, bob] = ['ann', 'bob'].map((identity) => supabaseChannel(client, 'room', { identity }).identity)
  expect([isSameIdentity(ann!, bob!), isOtherUser(ann!, bob!)]).toEqual([false, true])
})

test('is shown by the project and the topic', () => {
  const project = clientOf('wss://abc.supabase.co/realtime/v1/websocket?apikey=SECRET')
  const labels = [project, clientOf('no address'), client].map((one) => labelOf(supabaseChannel(one, 'room').identity))
  expect(labels).toEqual(['supabase abc.supabase.co room', 'supabase room', 'supabase room'])
  expect(namesOf(supabaseChannel(client, 'room', { key: 'k' }).identity)).toEqual(['k', 'room'])
})

test('stores nothing as long as nobody says for whom, and then for each project, topic and user alone', () => {
  const [one, other] = ['wss://one.supabase.co', 'wss://two.supabase.co'].map(clientOf)
  const stored = (...parts: Parameters<typeof supabaseChannel>): string | null =>
    storageNameOf(supabaseChannel(...parts).identity)
  expect(stored(one!, 'room')).toBe(null)
  const names = [
    stored(one!, 'room', { identity: 'ann' }),
    stored(one!, 'room', { identity: 'bob' }),
    stored(one!, 'hall', { identity: 'ann' }),
    stored(other!, 'room', { identity: 'ann' }),
    stored(one!, 'room', { key: 'named' }),
  ]
  expect(names).not.toContain(null)
  expect(new Set(names).size).toBe(names.length)
  expect(stored(clientOf('wss://one.supabase.co'), 'room', { identity: 'ann' })).toBe(names[0])
})

test('tells on what everybody who shares it has to agree', () => {
  const options = { private: true, broadcast: { ack: true }, presence: { key: 'ann' } }
  expect(supabaseChannel(client, 'room', { ...options, changes: [{ table: 'todos' }] }).settings).toEqual(options)
})
