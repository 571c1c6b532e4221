import { expect, test, vi } from 'vitest'
import { clientTraits } from '../support/supabase/clientTraits'
import { until } from '../support/until'
import { signedIn, stage } from './stage'

test('brings broadcasts of every kind from one client to the other, and acknowledges them when asked to', async (context) => {
  const supabase = await stage(context)
  const ann = supabase.connect(supabase.createClient(), 'room', { broadcast: { ack: true } })
  const bob = supabase.connect(supabase.createClient(), 'room')
  await Promise.all([ann.reaches('open'), bob.reaches('open')])
  const values = [{ text: 'één 🚀' }, [1, 2], 'text', 7, false]
  const outcomes = await Promise.all(values.map((value) => ann.connection.emit('said', value)))
  expect(outcomes).toEqual(values.map(() => ({ outcome: 'acked' })))
  expect(await bob.connection.emit('said', 'back')).toEqual({ outcome: 'sent' })
  await until(bob, () => bob.heard('said').length === values.length)
  await until(ann, () => ann.heard('said').length === 1)
  expect(bob.heard('said')).toEqual(values)
  expect(ann.log).toEqual([['connecting'], ['open'], ['message', 'said', 'back']])
})

test.skipIf(!clientTraits.sendsBytes)('brings bytes from one client to the other', async (context) => {
  const supabase = await stage(context)
  const ann = supabase.connect(supabase.createClient(), 'room', { broadcast: { ack: true } })
  const bob = supabase.connect(supabase.createClient(), 'room')
  await Promise.all([ann.reaches('open'), bob.reaches('open')])
  expect(await ann.connection.emit('bytes', new Uint8Array([1, 2, 255]))).toEqual({ outcome: 'acked' })
  await until(bob, () => bob.heard('bytes').length === 1)
  expect([...new Uint8Array(bob.heard('bytes')[0] as ArrayBuffer)]).toEqual([1, 2, 255])
})

test('drops bytes where the client speaks a version of the protocol without them, as older ones do', async (context) => {
  const supabase = await stage(context)
  const client = supabase.createClient({ realtime: { vsn: '1.0.0' } })
  const ann = supabase.connect(client, 'room', { broadcast: { ack: true } })
  await ann.reaches('open')
  expect(await ann.connection.emit('said', 'text')).toEqual({ outcome: 'acked' })
  expect(await ann.connection.emit('bytes', new Uint8Array([1, 2, 255]))).toMatchObject({
    outcome: 'dropped',
    error: { code: 'cannot-encode', message: expect.stringContaining('2.91 or newer') },
  })
  expect(supabase.journal.count('receive', 'room')).toBe(1)
})

test('hears itself when it asks to', async (context) => {
  const supabase = await stage(context)
  const ann = supabase.connect(supabase.createClient(), 'room', { broadcast: { self: true } })
  await ann.reaches('open')
  void ann.connection.emit('said', 1)
  await until(ann, () => ann.heard('said').length === 1)
  expect(ann.log).toEqual([['connecting'], ['open'], ['message', 'said', 1]])
})

test('sends nothing over HTTP: trap 9, send() before joined; it waits, and leaves once and in order', async (context) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  context.onTestFinished(() => warn.mockRestore())
  const supabase = await stage(context)
  const bob = supabase.connect(supabase.createClient(), 'room')
  await bob.reaches('open')
  supabase.faults.mute(true)
  const ann = supabase.connect(supabase.createClient(), 'room')
  const deliveries = [1, 2, 3].map((value) => ann.connection.emit('said', value))
  expect(ann.connection.store.getState().queue.count).toBe(3)
  supabase.faults.mute(false)
  await ann.reaches('open')
  deliveries.push(ann.connection.emit('said', 4))
  await until(bob, () => bob.heard('said').length === 4)
  supabase.faults.dropSockets()
  await ann.reaches('reconnecting')
  deliveries.push(ann.connection.emit('said', 5), ann.connection.emit('said', 6))
  await Promise.all([ann.reaches('open'), bob.reaches('open')])
  await Promise.all(deliveries)
  await supabase.counts('receive', 6)
  expect(await Promise.all(deliveries)).toEqual(deliveries.map(() => ({ outcome: 'sent' })))
  expect(bob.heard('said').slice(0, 4)).toEqual([1, 2, 3, 4])
  expect(supabase.journal.count('receive', 'room')).toBe(6)
  expect(supabase.journal.entries.filter(({ what }) => what === 'request')).toEqual([])
  expect(warn.mock.calls).toEqual([])
})

test.skipIf(!clientTraits.tellsOfHangingUp)(
  'trap 9: what is sent while the socket hangs up, and nobody has said so yet, waits for the next one',
  async (context) => {
    const supabase = await stage(context)
    const client = supabase.createClient()
    const ann = supabase.connect(client, 'room')
    await ann.reaches('open')
    void client.realtime.disconnect()
    const delivery = ann.connection.emit('said', 1)
    expect(ann.connection.store.getState()).toMatchObject({ status: 'open', queue: { count: 1 } })
    await ann.reaches('reconnecting')
    ann.connection.reconnect()
    expect(await delivery).toEqual({ outcome: 'sent' })
    await supabase.counts('receive', 1, 'room')
    expect(supabase.journal.entries.filter(({ what }) => what === 'request')).toEqual([])
  },
)

test('says that a broadcast which the server does not confirm is unknown, also when the channel goes', async (context) => {
  const supabase = await stage(context, { authorize: (_topic, _claims, action) => action === 'read' })
  const ann = supabase.connect(signedIn(supabase), 'room', { private: true, broadcast: { ack: true } })
  await ann.reaches('open')
  const delivery = ann.connection.emit('said', 1)
  await supabase.counts('receive', 1, 'room')
  ann.connection.close()
  expect(await delivery).toMatchObject({ outcome: 'unknown', error: { code: 'unknown' } })
})

test('gives a broadcast that was not confirmed the words with which the server ends the channel', async (context) => {
  const supabase = await stage(context, { authorize: (_topic, _claims, action) => action === 'read' })
  const ann = supabase.connect(signedIn(supabase), 'room', { private: true, broadcast: { ack: true } })
  await ann.reaches('open')
  const delivery = ann.connection.emit('said', 1)
  await supabase.counts('receive', 1, 'room')
  supabase.faults.expireTokens()
  const { outcome, error } = (await delivery) as { outcome: string; error?: Error }
  expect(outcome).toBe('unknown')
  expect(error?.message).toContain('expired')
})

test('drops what the wire cannot carry, and says so', async (context) => {
  const supabase = await stage(context)
  const ann = supabase.connect(supabase.createClient(), 'room')
  const refused = { outcome: 'dropped', error: { code: 'cannot-encode' } }
  expect(await ann.connection.emit('x'.repeat(256))).toMatchObject(refused)
  expect(await ann.connection.emit('todos:INSERT', {})).toMatchObject(refused)
  await ann.reaches('open')
  expect(await ann.connection.emit('big', 1n)).toMatchObject(refused)
  expect(ann.log).toEqual([['connecting'], ['error', 'cannot-encode'], ['error', 'cannot-encode'], ['open']])
})

test('drops what the server refuses', async (context) => {
  const supabase = await stage(context)
  const client = supabase.createClient()
  const ann = supabase.connect(client, 'room', { broadcast: { ack: true } })
  await ann.reaches('open')
  // The server forgets the channel, and has not said so yet.
  const [channel] = client.getChannels()
  vi.spyOn(channel!, 'send').mockResolvedValue('error')
  expect(await ann.connection.emit('said', 1)).toMatchObject({ outcome: 'dropped', error: { code: 'rejected' } })
})

test('leaves out broadcasts that pretend to be of the database or of who is there', async (context) => {
  const supabase = await stage(context)
  const ann = supabase.connect(supabase.createClient(), 'room')
  await ann.reaches('open')
  const mallory = supabase.createClient().channel('room')
  await new Promise<void>((joined) => mallory.subscribe((status) => status === 'SUBSCRIBED' && joined()))
  for (const event of ['todos:DELETE', 'presence', 'said'])
    await mallory.send({ type: 'broadcast', event, payload: { old: { id: 1 } } })
  await until(ann, () => ann.heard('said').length === 1)
  expect(ann.log.slice(2)).toEqual([
    ['invalid', 'invalid-message'],
    ['invalid', 'invalid-message'],
    ['message', 'said', { old: { id: 1 } }],
  ])
})
