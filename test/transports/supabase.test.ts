import { expect, test, vi } from 'vitest'
import { createFakeClock, type FakeClock } from 'wirehooks/testing'
import { createFakeSupabase, type FakeSupabase } from 'wirehooks/testing/supabase'
import type { Link } from '../../src/transport/transport'
import { supabaseChannel, type SupabaseChannelOptions } from '../../src/transports/supabase'
import { type PlayedSink, playSink } from '../support/playSink'

interface PlayedChannel extends PlayedSink {
  readonly link: Link
  readonly clock: FakeClock
  settled(): Promise<void>
}

function play(
  client: FakeSupabase,
  options: SupabaseChannelOptions = {},
  clock: FakeClock = createFakeClock(),
): PlayedChannel {
  const played = playSink({ clock })
  const link = supabaseChannel(client, 'room', options).connect(played.sink, played.context)
  return { ...played, link, clock, settled: () => clock.advance(0) }
}

test('says what it does', () => {
  expect(supabaseChannel(createFakeSupabase(), 'room')).toMatchObject({
    name: 'supabase',
    does: { send: true, store: true, binary: true, reconnect: true, heartbeat: true },
  })
})

test('takes messages while the channel is joined', async () => {
  const client = createFakeSupabase({ joins: false })
  const { link, settled } = play(client)
  await settled()
  const taken = [link.takes()]
  client.topic('room').join()
  taken.push(link.takes())
  client.drop()
  taken.push(link.takes())
  expect([taken, link.buffered()]).toEqual([['nothing', 'messages', 'nothing'], 0])
})

test('what a broadcast that looks like an answer says is a message', async () => {
  const client = createFakeSupabase()
  const { log, settled } = play(client)
  await settled()
  client.topic('room').broadcast('message', { replyTo: 1, text: 'me too' })
  expect(log).toEqual(['opened', { event: 'message', data: { replyTo: 1, text: 'me too' } }])
})

test('who is there can be asked as soon as it is open', async () => {
  const client = createFakeSupabase()
  const { sink, context, details } = playSink({ clock: createFakeClock() })
  const seen: unknown[] = []
  supabaseChannel(client, 'room', { presence: {} }).connect(
    { ...sink, opened: () => seen.push(Object.keys(details)) },
    context,
  )
  await createFakeClock().advance(0)
  expect(seen).toEqual([['presenceState']])
})

test('learns at once that changes arrive', async () => {
  const client = createFakeSupabase()
  const { details, settled } = play(client, { changes: [{ table: 'todos' }] })
  await settled()
  expect(details).toEqual({ changesReady: true, changesError: null, changesRefused: [] })
})

test.each(['presence', 'todos:INSERT', 'todos:UPDATE', 'todos:DELETE'])(
  'nobody but the server says %s',
  async (event) => {
    const client = createFakeSupabase()
    const { log, settled } = play(client)
    await settled()
    client.topic('room').broadcast(event, {})
    expect(log).toEqual(['opened', 'invalid invalid-message'])
  },
)

test('says why an event cannot be sent', () => {
  const { encode } = supabaseChannel(createFakeSupabase(), 'room')
  expect(() => encode({ event: 'JOIN', data: 1, id: '7' })).toThrow(
    'cannot-send: Expected an event without an answer, got request("JOIN"): Supabase Realtime does not answer broadcasts.',
  )
  for (const event of ['todos:INSERT', 'é'.repeat(128)]) {
    expect(() => encode({ event, data: 1 })).toThrow(/^cannot-encode: Expected a name of at most 255 bytes/)
  }
})

test('encodes again what a storage gives back', () => {
  const { encode } = supabaseChannel(createFakeSupabase(), 'room')
  const message = { event: 'cursor', data: { x: 1 } }
  expect(encode(JSON.parse(JSON.stringify(message)) as typeof message)).toEqual(encode(message))
})

test('says that the client has no credentials', async () => {
  const client = createFakeSupabase()
  const cause = new Error('the token server is down')
  client.realtime.setAuth = () => Promise.reject(cause)
  const { closeReason, settled } = play(client)
  await settled()
  expect(closeReason()).toMatchObject({ kind: 'credentials', error: { code: 'credentials', cause } })
  expect(closeReason()?.error?.message).toMatch(/^credentials: Expected the client's accessToken to give/)
})

test('says why the server refused the channel', async () => {
  const client = createFakeSupabase({ joins: false })
  const { closeReason, settled } = play(client)
  await settled()
  client.topic('room').refuse('Unauthorized')
  expect(closeReason()).toMatchObject({ kind: 'peer', reason: 'Unauthorized', error: { code: 'refused' } })
  expect(closeReason()?.error?.message).toContain('but it said "Unauthorized". Check the policies')
})

/** A client whose channels report this error, while its socket is open. */
async function afterError(error: unknown): Promise<PlayedChannel> {
  const client = createFakeSupabase()
  let report = (_status: string, _error: unknown): void => {}
  const { channel } = client
  client.channel = (topic, options) => {
    const made = channel(topic, options)
    const { subscribe } = made
    return Object.assign(made, {
      subscribe(callback: typeof report) {
        report = callback
        return subscribe(callback as never)
      },
    })
  }
  const played = play(client)
  await played.settled()
  report('CHANNEL_ERROR', error)
  return played
}

test.each([
  ['since 2.106', new Error('Unauthorized', { cause: { reason: 'Unauthorized' } }), 'Unauthorized'],
  ['before 2.106, which puts it in quotes', new Error('"Unauthorized"'), 'Unauthorized'],
  ['before 2.106, where the channel crashed', {}, 'CHANNEL_ERROR'],
])('hears that the server ended the channel, from a client %s', async (_age, error, reason) => {
  const { closeReason } = await afterError(error)
  expect(closeReason()).toMatchObject({ kind: 'peer', reason, error: { code: 'refused' } })
})

test.each([
  ['since 2.106', new Error('heartbeat timeout'), 'heartbeat timeout'],
  ['before 2.106', undefined, 'CHANNEL_ERROR'],
])('leaves it to a client %s to mend a socket whose heartbeat is not answered', async (_age, error, reason) => {
  const { log, closeReason } = await afterError(error)
  expect(log).toEqual(['opened', `interrupted heartbeat-timeout  ${reason}`])
  expect(closeReason()).toBeUndefined()
})

test('works with a client that closes its socket at once, and says nothing of closing it', async () => {
  const client = createFakeSupabase()
  const { isDisconnecting: _newer, ...realtime } = client.realtime
  const { log, settled } = play({ ...client, realtime })
  await settled()
  expect(log).toEqual(['opened'])
})

test('says that a client is too old to be asked for a token', async () => {
  const client = createFakeSupabase()
  const setAuth = vi.fn<(token: string) => Promise<void>>(async () => {})
  const realtime = { ...client.realtime, setAuth: (token: string) => setAuth(token) }
  const { closeReason, settled } = play({ ...client, realtime } as unknown as FakeSupabase)
  await settled()
  expect(closeReason()).toMatchObject({ kind: 'unsupported', verdict: 'fail', error: { code: 'unsupported' } })
  expect(closeReason()?.error?.message).toContain('Update @supabase/supabase-js to 2.54 or newer')
  expect(setAuth).not.toHaveBeenCalled()
})

/** Encodes for a client that speaks this version of the protocol. */
function encodeFor(version: string): (data: unknown) => unknown {
  const client = createFakeSupabase()
  const endpointURL = (): string => `wss://abc.supabase.co/realtime/v1/websocket?apikey=k&vsn=${version}`
  const { encode } = supabaseChannel({ ...client, realtime: { ...client.realtime, endpointURL } }, 'room')
  return (data) => encode({ event: 'said', data })
}

test('sends no bytes in version 1.0.0 of the protocol, which would make "{}" of them', () => {
  const encode = encodeFor('1.0.0')
  for (const bytes of [new Uint8Array([1]), new ArrayBuffer(1)])
    expect(() => encode(bytes)).toThrow(/^cannot-encode: Expected text or JSON for "said", got bytes.* 2\.91 or newer/)
  expect(encode({ x: 1 })).toMatchObject({ payload: { x: 1 } })
})

test('sends bytes in version 2.0.0 of the protocol', () => {
  const encode = encodeFor('2.0.0')
  for (const bytes of [new Uint8Array([1]), new ArrayBuffer(1)])
    expect(encode(bytes)).toMatchObject({ payload: expect.any(ArrayBuffer) })
})

test('a channel that the client has is not taken over: it fails once it had time to be left', async () => {
  const client = createFakeSupabase()
  const theirs = client.channel('room')
  const { log, clock, closeReason } = play(client, { private: true })
  await clock.advance(1999)
  expect(log).toEqual([])
  await clock.advance(1)
  expect(closeReason()).toMatchObject({ kind: 'conflict', verdict: 'fail', error: { code: 'conflict' } })
  expect(closeReason()?.error?.message).toMatch(/^conflict: Expected the topic "room" to be free, but the client has/)
  expect([client.getChannels(), clock.timers]).toEqual([[theirs], 0])
})

test('a private channel follows a public one as soon as that is left', async () => {
  const client = createFakeSupabase()
  const clock = createFakeClock()
  const first = play(client, {}, clock)
  await clock.advance(0)
  const second = play(client, { private: true }, clock)
  await clock.advance(1000)
  expect(second.log).toEqual([])
  first.abort()
  first.link.close({ kind: 'user' })
  await clock.advance(50)
  expect([second.log, clock.timers]).toEqual([['opened'], 0])
})

test('leaves no timer when it is closed while it waits', async () => {
  const client = createFakeSupabase()
  client.channel('room')
  const { link, abort, clock, log } = play(client)
  await clock.advance(10)
  abort()
  link.close({ kind: 'user' })
  expect(clock.timers).toBe(0)
  await clock.advance(60_000)
  expect(log).toEqual([])
})

/** A client whose channels answer what is sent with this. */
function answering(said: () => Promise<string>): FakeSupabase {
  const client = createFakeSupabase()
  return {
    ...client,
    channel(topic, options) {
      const channel = client.channel(topic, options)
      return Object.assign(channel, { send: said })
    },
  }
}

test.each([
  ['ok', { outcome: 'sent' }],
  ['error', { outcome: 'dropped', error: { code: 'rejected' } }],
  ['timed out', { outcome: 'unknown', error: { code: 'unknown' } }],
])('a state that the server answers with "%s" is %o', async (said, delivery) => {
  const { link, settled } = play(
    answering(() => Promise.resolve(said)),
    { presence: { key: 'ann' } },
  )
  await settled()
  expect(await link.send({ type: 'presence', event: 'presence', payload: { name: 'Ann' } })).toMatchObject(delivery)
})

test('a state that is not answered, or still waits, when the link ends is unknown', async () => {
  const silent = answering(() => new Promise(() => {}))
  const { link, settled, abort } = play(silent, { presence: { key: 'ann' } })
  await settled()
  const deliveries = [1, 2].map(async (state) => link.send({ type: 'presence', event: 'presence', payload: { state } }))
  abort()
  link.close({ kind: 'user' })
  expect(await Promise.all(deliveries)).toMatchObject([{ outcome: 'unknown' }, { outcome: 'unknown' }])
})
