import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as backends from './backends'
import { eventually } from './support/eventually'
import { createGuest } from './support/guest'
import { channel, open } from './support/house'
import { hubs } from './support/hubs'
import { overEach } from './support/overEach'
import { type Frame, openWire } from './support/wire'

/** Those that speak PROTOCOL.md. */
const speakers = Object.values(backends).filter(({ backend }) => backend === undefined)

const overWebSockets = speakers.filter(({ transport }) => transport === hubs.transport)

const sessionOf = (key: string): string => `the secret session of ${key}`
const idOf = (key: string): string => createHash('sha256').update(sessionOf(key)).digest('hex').slice(0, 32)
const enter = (key: string, version: number, more: Frame = {}): Frame => ({
  kind: 'enter',
  session: sessionOf(key),
  version,
  key,
  state: { turn: 0 },
  ...more,
})

overEach('at once', speakers, (adapter) => {
  test('tells by one alias of somebody who enters, changes, drops, comes back and leaves', async (context) => {
    const { line } = await open(adapter, context, { grace: 60_000 })
    const { url } = await line(0)
    const ann = await openWire(adapter, url, context)
    ann.say({ kind: 'watch' })
    await ann.ends({ kind: 'state', channel, members: [], now: expect.any(Number) })

    const bob = await openWire(adapter, (await line(0)).url, context)
    bob.say(enter('bob', 1, { state: { turn: 1, text: 'hi' } }))
    expect(await bob.next('entered')).toEqual({ kind: 'entered', channel, id: idOf('bob'), key: 'bob' })
    const member = { id: idOf('bob'), version: 1, key: 'bob', state: { turn: 1, text: 'hi' } }
    for (const wire of [ann, bob]) await eventually(() => expect(wire.members.get('bob')).toMatchObject(member))
    const { alias, since } = ann.members.get('bob') ?? {}

    bob.say({ kind: 'set', version: 2, state: { turn: 2 } })
    await ann.ends({ kind: 'diff', patch: [[alias, 2, { turn: 2 }, ['text']]] })
    bob.say({ kind: 'set', version: 3, state: { turn: 2 } })
    await ann.ends({ patch: [[alias, 3]] })
    bob.say({ kind: 'set', version: 4, state: { turn: 2 }, away: true })
    await ann.ends({ set: [{ version: 4, state: { turn: 2 }, away: true, since, alias }] })
    await eventually(() => expect(bob.members).toEqual(ann.members))

    bob.close(4000)
    await ann.ends({ dropped: [alias] })
    const again = await openWire(adapter, url, context)
    again.say(enter('bob', 5, { state: { turn: 2 }, away: true }))
    await ann.ends({ patch: [[alias, 5]] })
    await eventually(() => expect(again.members.get('bob')).toMatchObject({ version: 5, since }))
    expect(again.members.get('bob')).not.toHaveProperty('dropped')
    again.say({ kind: 'leave', version: 6 })
    await ann.ends({ left: [alias] })
    again.say(enter('bob', 6))
    expect(await again.next('refused')).toMatchObject({ code: 'expired' })
  })

  test('refuses what is not as it should be, and keeps what was before', async (context) => {
    const { line } = await open(adapter, context)
    const wire = await openWire(adapter, (await line()).url, context)
    const answer = async (frame: Frame): Promise<unknown> => {
      wire.say(frame)
      const { ref, code } = await wire.next('refused')
      return [code, ref]
    }
    expect(await answer({ kind: 'set', version: 1, state: {} })).toEqual(['expired', undefined])
    expect(await answer(enter('ann', 1, { session: 'too short' }))).toEqual(['bad-request', undefined])
    expect(await answer(enter('ann', 1, { ref: '' }))).toEqual(['bad-request', undefined])
    expect(await answer(enter('ann', 1, { ref: 'tab', key: '\ud800' }))).toEqual(['bad-request', 'tab'])
    expect(await answer(enter('ann', 1, { ref: 'tab', key: 'é'.repeat(129) }))).toEqual(['bad-request', 'tab'])
    for (const version of [-1, 0.5, '1', 2 ** 53, null, undefined, true])
      expect(await answer({ ...enter('ann', 1), version })).toEqual(['bad-request', undefined])
    for (const state of [null, [], 'text', undefined])
      expect(await answer(enter('ann', 1, { state }))).toEqual(['bad-request', undefined])
    expect(await answer(enter('ann', 1, { state: { text: 'x'.repeat(4096) } }))).toEqual(['too-large', undefined])

    wire.say(enter('ann', 5))
    await eventually(() => expect([...wire.members.keys()]).toEqual(['ann']))
    expect(await answer({ kind: 'set', version: 5, state: {} })).toEqual(['expired', undefined])
    expect(await answer({ kind: 'set', version: 9, state: { text: 'x'.repeat(4096) } })).toEqual([
      'too-large',
      undefined,
    ])
    // A refused `enter` does not end what was before.
    expect(await answer(enter('bob', 1, { key: null }))).toEqual(['bad-request', undefined])
    expect(await answer(enter('ann', 10, { state: { text: 'x'.repeat(4096) } }))).toEqual(['too-large', undefined])
    wire.say({ kind: 'set', version: 11, state: { turn: 1 } })
    await wire.ends({ kind: 'diff', patch: [[expect.any(Number), 11, { turn: 1 }]] })
    expect(await answer(enter('ann', 11))).toEqual(['expired', undefined])
    wire.say(enter('ann', 12))
    await eventually(() => expect(wire.members.get('ann')).toMatchObject({ version: 12, state: { turn: 0 } }))
    expect([...wire.members.keys()]).toEqual(['ann'])
  })

  test('lets frames be of kinds that it does not know', async (context) => {
    const { line } = await open(adapter, context)
    const wire = await openWire(adapter, (await line()).url, context)
    for (const kind of ['hello', 5, null, undefined]) wire.say({ ...enter('ann', 1), kind })
    wire.say({ kind: 'watch' })
    await wire.ends({ kind: 'state', members: [] })
    expect(wire.heard.map(({ kind }) => kind)).toEqual(['state'])
  })

  test('has room for 16 sessions of a channel and 64 channels on one link', async (context) => {
    const { line } = await open(adapter, context)
    const wire = await openWire(adapter, (await line()).url, context)
    for (let number = 1; number <= 17; number += 1) wire.say(enter(`key ${number}`, 1, { ref: `ref ${number}` }))
    expect(await wire.next('refused')).toMatchObject({ ref: 'ref 17', code: 'too-many' })
    wire.say({ kind: 'leave', ref: 'ref 3', version: 2 })
    wire.say(enter('key 17', 1, { ref: 'ref 17' }))
    await eventually(() => expect(wire.heard.filter(({ kind }) => kind === 'entered')).toHaveLength(17))
    wire.say({ kind: 'watch', ref: 'ref 18' })
    expect(await wire.next('refused')).toMatchObject({ ref: 'ref 18', code: 'too-many' })
    for (let number = 2; number <= 65; number += 1) wire.say({ kind: 'watch', channel: `channel ${number}` })
    expect(await wire.next('refused')).toMatchObject({ channel: 'channel 65', code: 'too-many' })
  })

  test('lets a link that was left behind change and end nothing', async (context) => {
    const { line } = await open(adapter, context, { grace: 0 })
    const [before, after] = [
      await openWire(adapter, (await line(0)).url, context),
      await openWire(adapter, (await line(0)).url, context),
    ]
    before.say(enter('ann', 1))
    await before.next('state')
    after.say(enter('ann', 2))
    await after.next('state')
    before.say({ kind: 'set', version: 2, state: { turn: 9 } })
    expect(await before.next('refused')).toMatchObject({ code: 'expired' })
    before.close(4000)
    after.say({ kind: 'set', version: 3, state: { turn: 3 } })
    await after.ends({ patch: [[expect.any(Number), 3, { turn: 3 }]] })
    expect(after.members.get('ann')).toMatchObject({ version: 3, state: { turn: 3 } })
    expect(after.heard.filter(({ dropped, left }) => dropped ?? left)).toEqual([])
  })

  test('ends a session when another one enters for its ref, and hears for every other ref', async (context) => {
    const { line } = await open(adapter, context, { grace: 60_000 })
    const [wire, watcher] = [
      await openWire(adapter, (await line(0)).url, context),
      await openWire(adapter, (await line(0)).url, context),
    ]
    wire.say(enter('ann', 1, { ref: 'a' }))
    await eventually(() => expect([...wire.members.keys()]).toEqual(['ann']))
    watcher.say({ kind: 'watch', ref: 'one' })
    watcher.say({ kind: 'watch', ref: 'other' })
    await eventually(() => expect([...watcher.members.keys()]).toEqual(['ann']))
    wire.say(enter('bob', 1, { ref: 'a' }))
    await eventually(() => expect([...watcher.members.keys()]).toEqual(['bob']))
    watcher.say({ kind: 'leave', ref: 'one', version: 0 })
    wire.say({ kind: 'set', ref: 'a', version: 2, state: { turn: 2 } })
    await eventually(() => expect(watcher.members.get('bob')?.state).toEqual({ turn: 2 }))
    watcher.say({ kind: 'leave', ref: 'other', version: 0 })
    // When this is answered, the server has taken what was said before.
    watcher.say({ kind: 'watch', channel: 'elsewhere' })
    await watcher.ends({ kind: 'state', channel: 'elsewhere' })
    const said = watcher.heard.length
    wire.say({ kind: 'set', ref: 'a', version: 3, state: { turn: 3 } })
    await wire.ends({ patch: [[expect.any(Number), 3, { turn: 3 }]] })
    expect(watcher.heard.slice(said)).toEqual([])
  })

  test('drops all sessions of a link that broke, and ends each after the grace', async (context) => {
    const { line } = await open(adapter, context, { grace: 300 })
    const [watcher, wire] = [
      await openWire(adapter, (await line(0)).url, context),
      await openWire(adapter, (await line(0)).url, context),
    ]
    watcher.say({ kind: 'watch' })
    for (const key of ['ann', 'bob', 'carol']) wire.say(enter(key, 1, { ref: key }))
    await eventually(() => expect([...watcher.members.keys()].toSorted()).toEqual(['ann', 'bob', 'carol']))
    wire.close(4000)
    await eventually(() => expect(watcher.members.size).toBe(0))
  })

  test('takes any JSON object for a state, and tells 1 from true', async (context) => {
    const { line } = await open(adapter, context)
    const wire = await openWire(adapter, (await line(0)).url, context)
    const deep: unknown = JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`)
    const states = [
      { deep },
      { value: 1 },
      { value: true },
      { value: [0] },
      { value: [false] },
      { value: null },
      {},
      { value: '\ud800 \u2028 é 👋' },
      { value: [1e300, -1e-7, Number.MAX_SAFE_INTEGER, 0.1] },
      { '': { '': '' } },
    ]
    wire.say(enter('ann', 1))
    for (const [number, state] of states.entries()) {
      wire.say({ kind: 'set', version: number + 2, state })
      await eventually(() => expect(wire.members.get('ann')?.version).toBe(number + 2))
      expect(JSON.stringify(wire.members.get('ann')?.state)).toBe(JSON.stringify(state))
    }
  })

  test('sends a long list in pages, and a client of ours makes one list of them', async (context) => {
    const house = await open(adapter, context)
    const wires = await Promise.all(
      Array.from({ length: 3 }, async () => openWire(adapter, (await house.line(0)).url, context)),
    )
    const text = 'x'.repeat(4000)
    const keys = Array.from({ length: 48 }, (_, number) => `key ${number}`)
    for (const [number, key] of keys.entries())
      wires[number % 3]?.say(enter(key, 1, { ref: key, state: { turn: 1, text } }))
    for (const wire of wires) await eventually(() => expect(wire.members.size).toBe(48))

    const watcher = await openWire(adapter, (await house.line(0)).url, context)
    watcher.say({ kind: 'watch' })
    await eventually(() => expect([...watcher.members.keys()].toSorted()).toEqual(keys.toSorted()))
    const pages = watcher.heard.filter(({ kind }) => kind === 'state')
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.map(({ page }) => page)).toEqual(pages.map((_, number) => number + 1))
    expect(pages.map(({ more }) => more)).toEqual(
      pages.map((_, number) => (number + 1 < pages.length ? true : undefined)),
    )
    // Nothing about the channel comes between them.
    expect(watcher.heard.slice(0, pages.length)).toEqual(pages)

    const guest = await house.join('guest')
    await eventually(() => expect(guest.state.others.map(({ key }) => key).toSorted()).toEqual(keys.toSorted()))
    expect(guest.state.count).toBe(49)
  })

  test('has two sessions of a client of ours on one link, and one of them may leave', async (context) => {
    const house = await open(adapter, context)
    const ann = await house.join('ann')
    const there = createGuest(ann.connection, ann, { channel: 'elsewhere', key: 'ann', initial: { turn: 5 } })
    const [bob, zed] = [await house.join('bob'), await house.join('zed', { channel: 'elsewhere' })]
    const seen = () => [bob, zed].map(({ state }) => state.others.map(({ key, state: { turn } }) => `${key}: ${turn}`))
    await eventually(() => expect(seen()).toEqual([['ann: 0'], ['ann: 5']]))
    ann.cut()
    await eventually(() => expect([ann.links, ann.state.status, there.state.status]).toEqual([2, 'present', 'present']))
    ann.presence.update({ turn: 1 })
    there.presence.update({ turn: 6 })
    await eventually(() => expect(seen()).toEqual([['ann: 1'], ['ann: 6']]))
    ann.leave()
    await eventually(() => expect(seen()).toEqual([[], ['ann: 6']]))
    zed.presence.update({ turn: 1 })
    await eventually(() => expect(there.other('zed')?.state.turn).toBe(1))
  })
})

overEach('at once', overWebSockets, (adapter) => {
  test('is gone at once when its page was left', async (context) => {
    const { line } = await open(adapter, context, { grace: 60_000 })
    const { url } = await line(0)
    const watcher = await openWire(adapter, url, context)
    watcher.say({ kind: 'watch' })
    await watcher.ends({ kind: 'state' })
    const socket = await dial(url)
    socket.send(message(enter('ann', 1)))
    await eventually(() => expect([...watcher.members.keys()]).toEqual(['ann']))
    socket.close(1001)
    await watcher.ends({ left: [expect.any(Number)] })
  })

  test('answers a ping, puts fragments together, and goes on after what is no message of presence', async (context) => {
    const { line } = await open(adapter, context)
    const socket = await dial((await line(0)).url)
    context.onTestFinished(() => socket.terminate())
    const heard: string[] = []
    socket.on('message', (data: Buffer) => void heard.push(data.toString()))
    for (const nonsense of ['', '{', 'null', '5', '[]', '{"type":"presence"}', '{"type":"presence","payload":[]}'])
      socket.send(nonsense)
    socket.send('{"type":"presence","payload":{"kind":"watch"}}')
    socket.send('['.repeat(20_000))
    socket.send(JSON.stringify({ type: 'ping' }))
    await eventually(() => expect(heard).toEqual(['{"type":"pong"}']))
    const text = message({ kind: 'watch' })
    socket.send(text.slice(0, 10), { fin: false })
    socket.ping()
    socket.send(text.slice(10), { fin: true })
    await eventually(() => expect(heard.at(-1)).toContain('"kind":"state"'))
  })
})

/** A WebSocket of another client, open. */
async function dial(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url.replace('http', 'ws'))
  await new Promise((opened, failed) => socket.once('open', opened).once('error', failed))
  return socket
}

function message(frame: Frame): string {
  return JSON.stringify({ type: 'presence', payload: { channel, ...frame } })
}
