import { expect, test } from 'vitest'
import { clientTraits } from '../support/supabase/clientTraits'
import { until } from '../support/until'
import { signedIn, stage } from './stage'

test('trap 1: waits for the token before the first join, and does not join as anon', async (context) => {
  const supabase = await stage(context)
  const ann = supabase.connect(signedIn(supabase), 'room', { private: true })
  await ann.reaches('open')
  expect(supabase.seen('room')).toEqual(['join authenticated'])
  expect(ann.log).toEqual([['connecting'], ['open']])
})

test('trap 8: a dropped socket is mended by the client, and joined once for each time', async (context) => {
  const supabase = await stage(context)
  const ann = supabase.connect(supabase.createClient(), 'room')
  await ann.reaches('open')
  for (const times of [1, 2, 3]) {
    supabase.faults.dropSockets()
    await ann.reaches('reconnecting')
    await supabase.counts('join', times + 1, 'room')
    await ann.reaches('open')
  }
  expect(ann.log).toEqual([
    ['connecting'],
    ['open'],
    ...[1, 2, 3].flatMap(() => [['reconnecting'], ['ended', 'peer'], ['open']]),
  ])
  const why = clientTraits.saysWhy ? 'socket closed: 1006' : 'CHANNEL_ERROR'
  expect(ann.closes.map(({ reason, willRetry }) => [reason.reason, willRetry])).toEqual(
    [1, 2, 3].map(() => [why, true]),
  )
  expect(ann.connection.store.getState()).toMatchObject({ recovered: false, attempt: 0 })
  expect(supabase.seen('room')).toEqual(['join anon', ...[1, 2, 3].flatMap(() => ['end', 'join anon'])])
})

test('trap 8: a server that has gone mute is found by the client’s heartbeat', async (context) => {
  const supabase = await stage(context)
  const client = supabase.createClient({ realtime: { heartbeatIntervalMs: 200 } })
  const ann = supabase.connect(client, 'room')
  await ann.reaches('open')
  supabase.faults.mute(true)
  await ann.reaches('reconnecting')
  supabase.faults.mute(false)
  await ann.reaches('open')
  const kind = clientTraits.tellsOfSilence ? 'heartbeat-timeout' : 'peer'
  expect(ann.log).toEqual([['connecting'], ['open'], ['reconnecting'], ['ended', kind], ['open']])
  expect(supabase.journal.count('join', 'room')).toBe(2)
})

test('trap 8: a join that nobody answers is given up, and made anew', async (context) => {
  const supabase = await stage(context)
  const ann = supabase.connect(supabase.createClient({ realtime: { timeout: 200 } }), 'room')
  supabase.faults.mute(true)
  await until(ann, () => ann.closes.length === 1)
  supabase.faults.mute(false)
  await ann.reaches('open')
  expect(ann.log).toEqual([['connecting'], ['reconnecting'], ['ended', 'connect-timeout'], ['open']])
})

test('trap 7: a refused join is tried again on a new channel, with our backoff and not with the client’s', async (context) => {
  const supabase = await stage(context)
  supabase.faults.refuseJoin('room', 3, 'Unauthorized: not yet')
  const start = performance.now()
  const ann = supabase.connect(supabase.createClient(), 'room')
  await ann.reaches('open')
  // The client alone would wait for 1, 2 and 5 s.
  expect(performance.now() - start).toBeLessThan(3000)
  expect(ann.log).toEqual([['connecting'], ['reconnecting'], ...[1, 2, 3].map(() => ['ended', 'peer']), ['open']])
  expect(ann.closes).toMatchObject(
    [1, 2, 3].map(() => ({ reason: { reason: 'Unauthorized: not yet', error: { code: 'refused' } }, willRetry: true })),
  )
  expect(supabase.journal.count('refuse', 'room')).toBe(3)
  expect(supabase.journal.count('join', 'room')).toBe(1)
})

test('gives up on a refused join after as many attempts as it was told', async (context) => {
  const supabase = await stage(context)
  supabase.faults.refuseJoin('room', 10, 'Unauthorized: never')
  const client = supabase.createClient()
  const ann = supabase.connect(client, 'room', { backoff: { initialDelay: 1, attempts: 2 } })
  await ann.reaches('failed')
  expect(ann.connection.store.getState()).toMatchObject({
    error: { code: 'refused' },
    closeReason: { reason: 'Unauthorized: never' },
  })
  expect(supabase.journal.count('refuse', 'room')).toBe(3)
  expect(client.getChannels()).toEqual([])
})

test('trap 6: a channel that the server closes is final; with a fresh token there is a new one', async (context) => {
  const supabase = await stage(context)
  const tokens: string[] = []
  const client = supabase.createClient({
    async accessToken() {
      const token = await supabase.token({ sub: 'ann' })
      tokens.push(token)
      return token
    },
  })
  const ann = supabase.connect(client, 'room', { private: true })
  await ann.reaches('open')
  const [first] = client.getChannels()
  const asked = tokens.length
  supabase.faults.expireTokens()
  await ann.reaches('reconnecting')
  await ann.reaches('open')
  expect(client.getChannels()).toHaveLength(1)
  expect(client.getChannels()[0]).not.toBe(first)
  expect(tokens.length).toBeGreaterThan(asked)
  expect(ann.log).toEqual([['connecting'], ['open'], ['reconnecting'], ['ended', 'peer'], ['open']])
  expect(ann.closes[0]?.reason.reason).toMatch(/expired/)
  expect(supabase.seen('room').filter((what) => what !== 'leave phx_leave')).toEqual([
    'join authenticated',
    'end',
    'join authenticated',
  ])
  expect(supabase.journal.count('open')).toBe(clientTraits.keepsSocket ? 1 : 2)
})

test('makes a new channel when the server’s side of it crashes', async (context) => {
  const supabase = await stage(context)
  const ann = supabase.connect(supabase.createClient(), 'room')
  await ann.reaches('open')
  supabase.faults.crashChannel('room')
  await ann.reaches('reconnecting')
  await ann.reaches('open')
  await ann.connection.emit('said', 1)
  await supabase.counts('receive', 1, 'room')
  expect(supabase.journal.count('join', 'room')).toBe(2)
  expect(ann.log).toEqual([['connecting'], ['open'], ['reconnecting'], ['ended', 'peer'], ['open']])
})

test('trap 2: late statuses of a channel that is removed are not heard', async (context) => {
  const supabase = await stage(context)
  const client = supabase.createClient()
  const ann = supabase.connect(client, 'room')
  for (let round = 0; round < 5; round += 1) {
    ann.connection.close()
    ann.connection.open()
  }
  await ann.reaches('open')
  ann.connection.reconnect()
  ann.connection.reconnect()
  await until(ann, () => ann.log.filter(([what]) => what === 'open').length === 2)
  expect(client.getChannels()).toHaveLength(1)
  expect(ann.closes.map(({ reason }) => reason.kind)).toEqual(ann.closes.map(() => 'user'))
  expect(ann.connection.store.getState().status).toBe('open')
})

test('trap 4: a topic that was left is joined again on a new channel', async (context) => {
  const supabase = await stage(context)
  const client = supabase.createClient()
  const ann = supabase.connect(client, 'room')
  await ann.reaches('open')
  ann.connection.close()
  expect(client.getChannels()).toEqual([])
  ann.connection.open()
  await until(ann, () => ann.log.filter(([what]) => what === 'open').length === 2)
  expect(ann.log).toEqual([['connecting'], ['open'], ['closed'], ['ended', 'user'], ['connecting'], ['open']])
  expect(supabase.seen('room')).toEqual(['join anon', 'leave phx_leave', 'end', 'join anon'])
})

test('fails rather than takes over a channel that somebody else made', async (context) => {
  const supabase = await stage(context)
  const client = supabase.createClient()
  const theirs = client.channel('room')
  const ann = supabase.connect(client, 'room')
  await ann.reaches('failed')
  expect(ann.connection.store.getState().error).toMatchObject({ code: 'conflict' })
  expect(client.getChannels()).toEqual([theirs])
})

test('keeps private topics to whom the project lets in', async (context) => {
  const supabase = await stage(context, { authorize: (topic, { sub }) => topic === `of-${sub}` })
  const client = signedIn(supabase)
  const own = supabase.connect(client, 'of-ann', { private: true })
  const other = supabase.connect(client, 'of-bob', { private: true, backoff: { attempts: 0 } })
  await Promise.all([own.reaches('open'), other.reaches('failed')])
  expect(other.connection.store.getState().error).toMatchObject({ code: 'refused' })
})

test('says so when there are no credentials to be had', async (context) => {
  const supabase = await stage(context)
  const client = supabase.createClient()
  let times = 0
  client.realtime.setAuth = async () => {
    times += 1
    if (times === 1) throw new Error('The token server is down')
  }
  const ann = supabase.connect(client, 'room')
  await ann.reaches('open')
  expect(ann.log).toEqual([['connecting'], ['reconnecting'], ['ended', 'credentials'], ['open']])
})
