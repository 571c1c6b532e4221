import { expect, it } from 'vitest'
import { signToken } from '../support/supabase/token'
import { eventually, joined, serve, statusesOf } from './stage'

it('refuses a socket whose key is of nobody', async (test) => {
  const supabase = await serve(test)
  const response = await fetch(`${supabase.url}/realtime/v1/websocket?apikey=wrong`, {
    headers: { connection: 'upgrade', upgrade: 'websocket' },
  }).catch(() => null)
  expect(response?.status ?? 401).toBe(401)
  const client = supabase.createClient({ realtime: { params: { apikey: 'wrong' } } })
  const statuses = statusesOf(client.channel('room'))
  await eventually(() => expect(statuses).toEqual(['CHANNEL_ERROR: channel error: transport failure']))
  expect(supabase.backend.handshake('/realtime/v1/websocket?apikey=wrong')).toBe(401)
  expect(supabase.journal.entries).toEqual([])
})

it('lets into a private topic whom the project authorizes', async (test) => {
  const supabase = await serve(test, {
    authorize: (topic, { sub }) => topic === `of-${sub}`,
  })
  const token = await supabase.token({ sub: 'ann' })
  const client = supabase.createClient({ accessToken: () => Promise.resolve(token) })
  await client.realtime.setAuth()
  const config = { private: true }
  await joined(client.channel('of-ann', { config }))
  const statuses = statusesOf(client.channel('of-bob', { config }))
  await eventually(() =>
    expect(statuses).toEqual([
      'CHANNEL_ERROR: Unauthorized: You do not have permissions to read from this Channel topic: of-bob',
    ]),
  )
})

it('drops a private broadcast of somebody who may only read', async (test) => {
  const supabase = await serve(test, { authorize: (_topic, _claims, action) => action === 'read' })
  const token = await supabase.token()
  const client = supabase.createClient({ accessToken: () => Promise.resolve(token) })
  await client.realtime.setAuth()
  const channel = client.channel('room', { config: { private: true, broadcast: { ack: true } } })
  await joined(channel)
  expect(await channel.send({ type: 'broadcast', event: 'say', payload: {} }, { timeout: 200 })).toBe('timed out')
})

it('sees a subscribe in the tick of createClient join as anon, and stay so', async (test) => {
  const supabase = await serve(test)
  const token = await supabase.token({ sub: 'ann' })
  const client = supabase.createClient({ accessToken: () => Promise.resolve(token) })
  await joined(client.channel('room'))
  await new Promise((resolve) => setTimeout(resolve, 100))
  const { entries } = supabase.journal
  expect(entries.filter(({ what }) => what === 'join').map(({ role }) => role)).toEqual(['anon'])
  expect(entries.filter(({ event }) => event === 'access_token')).toEqual([])
})

it.for([
  ['a token that has expired', (now: number) => ({ role: 'authenticated', exp: now - 60 }), 'Token has expired 60'],
  ['a token of nobody', (now: number) => ({ exp: now + 60 }), 'Fields `role` and `exp` are required in JWT'],
] as const)('refuses a join with %s', async ([, claims, message], test) => {
  const supabase = await serve(test, { secret: 's' })
  const client = supabase.createClient()
  await client.realtime.setAuth(await signToken(claims(Math.floor(Date.now() / 1000)), 's'))
  const statuses = statusesOf(client.channel('room'))
  await eventually(() => expect(statuses[0]).toContain(`CHANNEL_ERROR: InvalidJWTToken: ${message}`))
})

it.for([
  ['a token of another project', 'JwtSignatureError: Failed to validate JWT signature', true],
  ['no token at all', 'MalformedJWT: The token provided is not a valid JWT', false],
] as const)('refuses a join with %s', async ([, message, isToken], test) => {
  const supabase = await serve(test)
  const client = supabase.createClient()
  await client.realtime.setAuth(isToken ? await signToken({ role: 'anon', exp: 1e10 }, 'theirs') : 'nonsense')
  const statuses = statusesOf(client.channel('room'))
  await eventually(() => expect(statuses).toEqual([`CHANNEL_ERROR: ${message}`]))
})

it('takes a new token on an open channel', async (test) => {
  const supabase = await serve(test)
  let token = await supabase.token({ sub: 'ann' }, 2)
  const client = supabase.createClient({ accessToken: () => Promise.resolve(token) })
  await client.realtime.setAuth()
  const statuses = await joined(client.channel('room'))
  token = await supabase.token({ sub: 'ann' })
  await client.realtime.setAuth()
  await new Promise((resolve) => setTimeout(resolve, 2200))
  expect(statuses).toEqual(['SUBSCRIBED'])
})

it('sees a token given by setAuth undone by the join, where the client has a callback of its own', async (test) => {
  const supabase = await serve(test)
  const client = supabase.createClient()
  await client.realtime.setAuth(await supabase.token({ sub: 'ann' }))
  await joined(client.channel('room'))
  await eventually(() => expect(client.realtime.accessTokenValue).toBe(supabase.anonKey))
  expect(supabase.journal.entries.find(({ what }) => what === 'join')?.role).toBe('authenticated')
})

it('closes a channel whose new token is bad', async (test) => {
  const supabase = await serve(test)
  const client = supabase.createClient()
  const system: unknown[] = []
  const channel = client.channel('room').on('system', {}, ({ message }) => system.push(message))
  const statuses = await joined(channel)
  await client.realtime.setAuth('nonsense')
  await eventually(() => expect(statuses).toEqual(['SUBSCRIBED', 'CLOSED']))
  expect(system).toEqual(['The token provided is not a valid JWT'])
  expect(client.getChannels()).toEqual([])
  expect(client.realtime.isConnected()).toBe(true)
})

it('closes a channel when its token expires', async (test) => {
  const supabase = await serve(test)
  const client = supabase.createClient()
  await client.realtime.setAuth(await supabase.token({ sub: 'ann' }, 2))
  const statuses = await joined(client.channel('room'))
  await eventually(() => expect(statuses).toEqual(['SUBSCRIBED', 'CLOSED']))
})
