import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Connection, stored, type StorageLike, storageNameOf, webStorage } from 'wirehooks/vanilla'
import { type Client, createClient, quickly } from '../support/client'
import { stageSocketIO } from '../support/socketIO'
import { stage } from '../support/stage'
import { createSignal, type Signal, until } from '../support/until'

interface Disk extends StorageLike {
  readonly contents: Map<string, unknown>
  readonly signal: Signal
}

/** Async, and by value, as IndexedDB is. */
function createDisk(contents = new Map<string, unknown>()): Disk {
  const signal = createSignal()
  return {
    contents,
    signal,
    get: async (key) => structuredClone(contents.get(key)),
    async set(key, value) {
      contents.set(key, structuredClone(value))
      signal.notify()
    },
    async del(key) {
      contents.delete(key)
      signal.notify()
    },
  }
}

function storedIn({ contents }: Disk): { data: unknown }[] {
  return [...contents.values()].flat() as { data: unknown }[]
}

/** Where the messages of a connection are. */
function placeOf({ identity }: Connection): string {
  return `wirehooks outbox ${storageNameOf(identity)}`
}

function message(data: unknown, more: object = {}): object {
  return { version: 1, id: `earlier ${String(data)}`, data, sentAt: Date.now(), expiresAt: null, ...more }
}

/** The page goes away in the middle of things: what is on the disk now is all that is left. */
function reload({ contents }: Disk, { connection }: Pick<Client, 'connection'>): Disk {
  const left = createDisk(structuredClone(contents))
  connection.close()
  return left
}

test.concurrent('keeps what waits over a reload', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  await server.stop()
  const disk = createDisk()
  const first = connect(server.url, { outbox: { storage: stored(disk) }, backoff: quickly })
  void first.connection.emit('FIRST', 1)
  void first.connection.emit('SECOND', 2)
  void first.connection.request('QUESTION').catch(() => {})
  await until(disk.signal, () => storedIn(disk).length === 2)

  const left = reload(disk, first)
  const again = await serve({ port: server.port })
  const second = connect(server.url, { outbox: { storage: stored(left) } })
  void second.connection.emit('THIRD', 3)
  await until(again, () => again.peers[0]?.received.length === 3)
  expect(again.peers[0]?.received).toEqual([
    '{"type":"FIRST","payload":1}',
    '{"type":"SECOND","payload":2}',
    '{"type":"THIRD","payload":3}',
  ])
  await until(left.signal, () => left.contents.size === 0)
  expect(second.errors).toEqual([])
})

test.concurrent('leaves out what expired meanwhile', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  await server.stop()
  const disk = createDisk()
  const first = connect(server.url, { outbox: { storage: stored(disk) }, backoff: quickly })
  void first.connection.send('short-lived', { ttl: 50 })
  void first.connection.send('long-lived')
  void first.connection.send('immortal', { ttl: Infinity })
  await until(disk.signal, () => storedIn(disk).length === 3)
  const left = reload(disk, first)
  await sleep(60)

  const again = await serve({ port: server.port })
  connect(server.url, { outbox: { storage: stored(left) } })
  await until(again, () => again.peers[0]?.received.length === 2)
  expect(again.peers[0]?.received).toEqual(['"long-lived"', '"immortal"'])
})

test.concurrent('reports what is no stored message, and sends the rest', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const disk = createDisk()
  const ofOlderRelease = { frame: '"old"', bytes: 5, sentAt: Date.now(), expiresAt: Date.now() + 60_000 }
  const broken = [null, 5, ofOlderRelease, message('odd', { version: 2 }), message('odd', { sentAt: 'x' })]
  disk.contents.set(placeOf(createClient(server.url).connection), [...broken, message('whole')])
  const client = connect(server.url, { outbox: { storage: stored(disk) } })
  await until(server, () => server.peers[0]?.received.length === 1)
  expect(server.peers[0]?.received).toEqual(['"whole"'])
  expect(client.errors).toMatchObject([{ code: 'storage' }])
})

test.concurrent('reports a store that holds something else, and goes on', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  const disk = createDisk()
  disk.contents.set(placeOf(createClient(server.url).connection), 'garbage')
  const client = connect(server.url, { outbox: { storage: stored(disk) } })
  expect(await client.connection.send('fine')).toEqual({ outcome: 'sent' })
  expect(client.errors).toMatchObject([{ code: 'storage' }])
})

test.concurrent('sends what was stored once when it is closed while it reads, and opened again', async (context) => {
  const { serve } = stage(context)
  const server = await serve()
  const disk = createDisk()
  const reads: (() => void)[] = []
  const storage = stored({
    ...disk,
    async get(key) {
      await new Promise<void>((read) => {
        reads.push(read)
        disk.signal.notify()
      })
      return disk.get(key)
    },
  })
  const client = createClient(server.url, { outbox: { storage } })
  context.onTestFinished(client.connection.close)
  disk.contents.set(placeOf(client.connection), [message('stored')])
  client.connection.open()
  await until(disk.signal, () => reads.length === 1)
  client.connection.close()
  client.connection.open()
  reads[0]?.()
  await until(disk.signal, () => reads.length === 2)
  reads[1]?.()
  await until(disk.signal, () => disk.contents.size === 0)
  await client.connection.send('last')
  await until(server, () => server.peers.at(-1)?.received.includes('"last"'))
  expect(server.peers.flatMap(({ received }) => received)).toEqual(['"stored"', '"last"'])
  expect(client.errors).toEqual([])
})

test.concurrent('keeps text in a web storage', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  await server.stop()
  const disk = createDisk()
  const area = {
    getItem: (key: string) => disk.contents.get(key) ?? null,
    setItem(key: string, value: string) {
      disk.contents.set(key, value)
      disk.signal.notify()
    },
    removeItem(key: string) {
      disk.contents.delete(key)
      disk.signal.notify()
    },
  }
  const outbox = { storage: stored(webStorage(() => area as unknown as Storage)) }
  const first = connect(server.url, { outbox, backoff: quickly })
  void first.connection.send('kept')
  const text = await until(disk.signal, () => [...disk.contents.values()][0])
  first.connection.close()
  await until(disk.signal, () => disk.contents.size === 0)
  disk.contents.set(placeOf(first.connection), text)
  const again = await serve({ port: server.port })
  connect(server.url, { outbox })
  await until(again, () => again.peers[0]?.received.length === 1)
  expect(again.peers[0]?.received).toEqual(['"kept"'])
})

for (const broken of ['get', 'set'] as const) {
  test.concurrent(`goes on in memory when ${broken} throws`, async (context) => {
    const { serve, connect } = stage(context)
    const server = await serve()
    await server.stop()
    const disk = createDisk()
    disk[broken] = () => {
      throw new Error('quota exceeded')
    }
    const client = connect(server.url, { outbox: { storage: stored(disk) }, backoff: quickly })
    const sent = [client.connection.send(1), client.connection.send(2)]
    await until(client, () => client.errors.length === 1)
    const again = await serve({ port: server.port })
    expect(await Promise.all(sent)).toEqual([{ outcome: 'sent' }, { outcome: 'sent' }])
    await until(again, () => again.peers[0]?.received.length === 2)
    expect(again.peers[0]?.received).toEqual(['1', '2'])
    expect(client.errors).toMatchObject([{ code: 'storage', cause: { message: 'quota exceeded' } }])
  })
}

test.concurrent('keeps bytes', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve()
  await server.stop()
  const disk = createDisk()
  const codec = {
    encode: () => new Uint8Array([1, 2, 3]),
    decode: (data: string | ArrayBuffer) => ({ event: 'message', data }),
  }
  const first = connect(server.url, { codec, outbox: { storage: stored(disk) }, backoff: quickly })
  void first.connection.send('anything')
  await until(disk.signal, () => storedIn(disk).length === 1)
  const left = reload(disk, first)
  const again = await serve({ port: server.port })
  connect(server.url, { codec, outbox: { storage: stored(left) } })
  await until(again, () => again.peers[0]?.received.length === 1)
  expect(again.peers[0]?.received).toEqual([Buffer.from([1, 2, 3])])
})

test.concurrent('loses nothing at a reload over Socket.IO, whose frames are objects', async (context) => {
  const { serve, connect } = stageSocketIO(context)
  let letIn = (): void => {}
  const gate = new Promise<void>((resolve) => (letIn = resolve))
  const server = await serve({ check: () => gate })
  const disk = createDisk()
  const first = connect(server.url, { outbox: { storage: stored(disk) } })
  void first.connection.emit('add', [1, { two: 2 }])
  void first.connection.emit('bytes', new Uint8Array([1, 2, 3]))
  void first.connection.send('whole')
  await until(disk.signal, () => storedIn(disk).length === 3)

  const left = reload(disk, first)
  const second = connect(server.url, { outbox: { storage: stored(left) } })
  letIn()
  await until(server, () => server.peers.at(-1)?.received.length === 3)
  expect(server.peers.flatMap(({ received }) => received)).toEqual([
    ['add', 1, { two: 2 }],
    ['bytes', Buffer.from([1, 2, 3])],
    ['message', 'whole'],
  ])
  await until(left.signal, () => left.contents.size === 0)
  expect([first.errors, second.errors]).toEqual([[], []])
})
