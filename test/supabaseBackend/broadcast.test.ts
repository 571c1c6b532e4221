import { describe, expect, it, vi } from 'vitest'
import { broadcastsOf, eventually, joined, serve } from './stage'

describe.each(['1.0.0', '2.0.0'])('broadcast, version %s', (vsn) => {
  const realtime = { vsn }

  it('reaches the others and not the sender', async (test) => {
    const supabase = await serve(test)
    const [mine, yours] = [1, 2].map(() => supabase.createClient({ realtime }).channel('room'))
    const [here, there] = [broadcastsOf(mine!), broadcastsOf(yours!)]
    await Promise.all([joined(mine!), joined(yours!)])
    await mine!.send({ type: 'broadcast', event: 'say', payload: { text: 'hé 👋' } })
    await eventually(() => expect(there).toEqual([{ event: 'say', payload: { text: 'hé 👋' } }]))
    expect(here).toEqual([])
  })

  it('reaches the sender with self, and is acknowledged with ack', async (test) => {
    const supabase = await serve(test)
    const config = { broadcast: { self: true, ack: true } }
    const channel = supabase.createClient({ realtime }).channel('room', { config })
    const here = broadcastsOf(channel)
    await joined(channel)
    expect(await channel.send({ type: 'broadcast', event: 'say', payload: { n: 1 } })).toBe('ok')
    await eventually(() => expect(here).toEqual([{ event: 'say', payload: { n: 1 } }]))
  })

  it('does not reach another topic, nor the private topic of the same name', async (test) => {
    const supabase = await serve(test)
    const token = await supabase.token()
    const config = { private: true }
    const client = supabase.createClient({ realtime, accessToken: () => Promise.resolve(token) })
    await client.realtime.setAuth()
    const others = [client.channel('room', { config }), supabase.createClient({ realtime }).channel('elsewhere')]
    const heard = others.map(broadcastsOf)
    const sender = supabase.createClient({ realtime }).channel('room', { config: { broadcast: { ack: true } } })
    await Promise.all([...others, sender].map(joined))
    expect(await sender.send({ type: 'broadcast', event: 'say', payload: {} })).toBe('ok')
    expect(heard).toEqual([[], []])
  })

  it('goes over HTTP before the channel has joined', async (test) => {
    const supabase = await serve(test)
    const receiver = supabase.createClient({ realtime }).channel('room')
    const there = broadcastsOf(receiver)
    await joined(receiver)
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const sender = supabase.createClient({ realtime }).channel('room')
    expect(await sender.send({ type: 'broadcast', event: 'say', payload: { n: 1 } })).toBe('ok')
    expect(warn).toHaveBeenCalledOnce()
    warn.mockRestore()
    expect(supabase.journal.entries.filter(({ what }) => what === 'request')).toEqual([
      { what: 'request', event: 'POST /realtime/v1/api/broadcast' },
    ])
    await eventually(() => expect(there).toEqual([{ event: 'say', payload: { n: 1 } }]))
  })

  it('goes over HTTP with httpSend', async (test) => {
    const supabase = await serve(test)
    const receiver = supabase.createClient({ realtime }).channel('a room')
    const there = broadcastsOf(receiver)
    await joined(receiver)
    const sender = supabase.createClient({ realtime }).channel('a room')
    expect(await sender.httpSend('say it', { n: 1 })).toEqual({ success: true })
    await eventually(() => expect(there).toEqual([{ event: 'say it', payload: { n: 1 } }]))
  })
})

it('carries bytes, from sockets and from HTTP', async (test) => {
  const supabase = await serve(test)
  const receiver = supabase.createClient().channel('room')
  const there = broadcastsOf(receiver)
  const sender = supabase.createClient().channel('room')
  await Promise.all([joined(receiver), joined(sender)])
  const bytes = Uint8Array.from([0, 1, 255])
  await sender.send({ type: 'broadcast', event: 'bytes', payload: bytes.buffer })
  await sender.httpSend('more', bytes)
  await eventually(() => expect(there).toHaveLength(2))
  expect(there).toEqual([
    { event: 'bytes', payload: bytes.buffer },
    { event: 'more', payload: bytes.buffer },
  ])
})

it('speaks both versions in one topic, except bytes to 1.0.0', async (test) => {
  const supabase = await serve(test)
  const old = supabase.createClient({ realtime: { vsn: '1.0.0' } }).channel('room')
  const recent = supabase.createClient().channel('room')
  const [atOld, atRecent] = [broadcastsOf(old), broadcastsOf(recent)]
  await Promise.all([joined(old), joined(recent)])
  await old.send({ type: 'broadcast', event: 'old', payload: 1 })
  await recent.send({ type: 'broadcast', event: 'bytes', payload: new ArrayBuffer(2) })
  await recent.send({ type: 'broadcast', event: 'recent', payload: 2 })
  await eventually(() => expect(atOld).toEqual([{ event: 'recent', payload: 2 }]))
  await eventually(() => expect(atRecent).toEqual([{ event: 'old', payload: 1 }]))
})
