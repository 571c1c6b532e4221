import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { createFakeClock, createFakeNetwork } from 'wirehooks/testing'
import { ticking } from '../support/ticking'
import { until } from '../support/until'
import { createClient, stage } from './stage'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** One file that Node runs, wherever it is. */
async function bundled(program: string): Promise<{ path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'wirehooks-program-'))
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: [{ find: /^wirehooks\/(.*)$/, replacement: `${root}src/$1.ts` }] },
    ssr: { noExternal: true },
    build: { ssr: join(root, program), outDir: folder, rolldownOptions: { output: { entryFileNames: 'program.mjs' } } },
  })
  return { path: join(folder, 'program.mjs'), remove: () => rm(folder, { recursive: true }) }
}

test('trap 10: leaves no timer of its own when it is closed, and the socket to the client', async (context) => {
  const supabase = await stage(context)
  const clock = createFakeClock()
  const client = supabase.createClient({ realtime: { disconnectOnEmptyChannelsAfterMs: 0 } })
  const ann = createClient(client, 'room', { clock, presence: {} })
  ann.connection.open()
  await ann.reaches('open')
  void ann.connection.emit('presence', { turn: 1 })
  void ann.connection.emit('presence', { turn: 2 })
  ann.connection.close()
  expect(clock.timers).toBe(0)
  expect(client.getChannels()).toEqual([])
  await supabase.counts('close', 1)
})

test('trap 10: leaves nothing of its own after 50 times, opened or only on its way', async (context) => {
  const supabase = await stage(context)
  const [clock, network] = [createFakeClock(), createFakeNetwork()]
  const client = supabase.createClient()
  const ann = createClient(client, 'room', { clock, network, presence: {} })
  for (let round = 0; round < 50; round += 1) {
    ann.connection.open()
    if (round % 2) await ticking(clock, ann.reaches('open'))
    void ann.connection.emit('presence', { round })
    ann.connection.close()
  }
  await supabase.counts('end', 25, 'room')
  expect([client.getChannels(), clock.timers, network.listeners]).toEqual([[], 0, 0])
  expect(supabase.journal.count('join', 'room')).toBe(25)
})

test('comes again while the client hangs up its socket, as soon as that is done', async (context) => {
  const supabase = await stage(context)
  const client = supabase.createClient({ realtime: { disconnectOnEmptyChannelsAfterMs: 0 } })
  const ann = supabase.connect(client, 'room')
  await ann.reaches('open')
  ann.connection.close()
  // An older client does so as soon as it has left its last channel.
  while (!client.realtime.isDisconnecting()) await new Promise(setImmediate)
  ann.connection.open()
  await until(ann, () => ann.log.filter(([what]) => what === 'open').length === 2)
  expect(ann.log).toEqual([['connecting'], ['open'], ['closed'], ['ended', 'user'], ['connecting'], ['open']])
})

test('trap 10: Node exits by itself when a connection was opened and closed', { timeout: 40_000 }, async (context) => {
  const supabase = await stage(context)
  const program = await bundled('test/supabase/opensAndCloses.process.ts')
  context.onTestFinished(program.remove)
  const start = performance.now()
  const { stdout } = await promisify(execFile)(process.execPath, [program.path, supabase.url, supabase.anonKey], {
    timeout: 30_000,
  })
  expect(stdout).toBe('connecting open closed\n')
  // The client's own timer of 10 s is what it waits for.
  expect(performance.now() - start).toBeLessThan(20_000)
})

test('trap 11: works with a WebSocket that is given, where Node has none', async (context) => {
  const { WebSocket } = globalThis
  Reflect.deleteProperty(globalThis, 'WebSocket')
  context.onTestFinished(() => void Object.assign(globalThis, { WebSocket }))
  const supabase = await stage(context)
  const ann = supabase.connect(supabase.createClient(), 'room', { broadcast: { ack: true } })
  expect(await ann.connection.emit('said', 1)).toEqual({ outcome: 'acked' })
})
