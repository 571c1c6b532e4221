import { describe, expect, test, type TestContext } from 'vitest'
import { recovering, stageSocketIO } from '../support/socketIO'
import { eventStage } from '../support/sse'
import { stage } from '../support/stage'
import { type Program, startProgram } from './program'
import { isThere, type Runtime, runtimes } from './runtimes'

for (const runtime of runtimes) {
  describe.skipIf(!isThere(runtime))(`a program in ${runtime.name}`, () => {
    test('opens a WebSocket, sends, receives, comes back and ends', async (context) => {
      const server = await stage(context).serve()
      const client = connect(context, runtime, 'webSocket', server.url)
      await says(client, ['status', 'connecting'], ['status', 'open'])
      client.tell(['emit', 'CHAT', 'Grüße, 👋'])
      await says(client, ['answer', { outcome: 'sent' }], ['message', 'CHAT', 'Grüße, 👋'])
      server.peers[0]?.socket.terminate()
      await says(client, ['status', 'reconnecting'], ['close', 'peer', 1006], ['status', 'open'])
      server.peers[1]?.socket.close(1012)
      await says(client, ['status', 'reconnecting'], ['close', 'peer', 1012], ['status', 'open'])
      client.tell(['close', 4000, 'bye'])
      await expect.poll(() => server.peers[2]?.closed).toEqual({ code: 4000, reason: 'bye' })
      await ends(client)
    })

    test('goes on dialling where nobody listens', async (context) => {
      const server = await stage(context).serveApart()
      await server.signal('SIGKILL')
      const client = connect(context, runtime, 'webSocket', server.url)
      await expect.poll(() => client.lines.filter((line) => line === '["close","peer",1006]').length).toBeGreaterThan(1)
      await stage(context).serveApart(server.port)
      await says(client, ['status', 'open'])
    })

    test('sends headers and subprotocols when it opens a WebSocket', async (context) => {
      const server = await stage(context).serve({ choose: () => 'second' })
      const options = { headers: { authorization: 'Bearer token' }, protocols: ['first', 'second'] }
      const client = connect(context, runtime, 'webSocket', server.url, JSON.stringify(options))
      await says(client, ['status', 'open'])
      const [peer] = server.peers
      expect(peer?.request.headers.authorization).toBe('Bearer token')
      expect(peer?.socket.protocol).toBe('second')
    })

    test('reads Server-Sent Events and resumes after a cut', async (context) => {
      const server = await eventStage(context).serve((visit) => {
        visit.open()
        visit.write(':\n\n')
      })
      const client = connect(context, runtime, 'eventSource', server.url)
      await says(client, ['status', 'connecting'], ['status', 'open'])
      server.visits[0]?.write('id: 7\nevent: NOTE\ndata: "Grüße"\n\n')
      await says(client, ['message', 'NOTE', 'Grüße'])
      server.visits[0]?.cut()
      await expect.poll(() => client.lines.at(-1)).toBe('["status","open"]')
      expect(server.visits.map(({ lastEventId }) => lastEventId)).toEqual([undefined, '7'])
      client.tell(['close'])
      await expect.poll(() => server.visits[1]?.isOver).toBe(true)
      await ends(client)
    })

    test.for(['polling', 'websocket'])(
      'speaks Socket.IO over %s, acknowledged and with bytes, and comes back',
      async (transport, context) => {
        const server = await stageSocketIO(context).serve({
          ...recovering,
          answer({ socket }, event, ...args) {
            const acknowledge = args.at(-1)
            if (typeof acknowledge === 'function') acknowledge('yes')
            else socket.emit(event as string, ...args)
          },
        })
        const options = { manager: { transports: [transport] } }
        const client = connect(context, runtime, 'socketIO', server.url, JSON.stringify(options))
        await says(client, ['status', 'connecting'], ['status', 'open'])
        client.tell(['emit', 'say', ['Grüße, 👋']])
        await says(client, ['message', 'say', 'Grüße, 👋'])
        server.peers[0]?.socket.emit('file', Buffer.from([0, 255]))
        await says(client, ['message', 'file', [0, 255]])
        client.tell(['request', 'ask', ['?']])
        await says(client, ['answer', 'yes'])
        server.peers[0]?.socket.conn.close()
        server.io.emit('say', 'meanwhile')
        await says(client, ['message', 'say', 'meanwhile'])
        client.tell(['close'])
        await ends(client)
        expect(server.peers.flatMap(({ received }) => received)).toEqual([
          ['say', 'Grüße, 👋'],
          ['ask', '?'],
        ])
      },
    )

    test('renders a hook as a server does, and ends', async (context) => {
      const program = startProgram(runtime, 'render.process.ts')
      context.onTestFinished(program.kill)
      await ends(program)
      expect(program.lines).toEqual(['<p>idle nothing</p>'])
    })
  })
}

const deno = runtimes.find(({ name }) => name === 'Deno')

describe.skipIf(!deno || !isThere(deno))('a program in Deno that may not use the network', () => {
  test.for([
    ['webSocket', 'ws://127.0.0.1:8080/live'],
    ['eventSource', 'http://127.0.0.1:8080/live'],
  ])('is told so, and does not try again: %s', async ([kind = '', url = ''], context) => {
    const [first = '', ...flags] = deno?.command ?? []
    const program = connect(context, { name: 'Deno', command: [first, ...flags, '--deny-net'] }, kind, url)
    const lines = ['["status","connecting"]', '["status","failed"]', '["close","forbidden",null]']
    await expect.poll(() => program.lines).toEqual(lines)
  })
})

/** @param args The kind of the connection, its address and the options of its transport. */
function connect(context: TestContext, runtime: Runtime, ...args: string[]): Program {
  const program = startProgram(runtime, 'client.process.ts', ...args)
  context.onTestFinished(program.kill)
  return program
}

/** Waits until these are the last lines. */
async function says(program: Program, ...expected: unknown[][]): Promise<void> {
  const lines = expected.map((words) => JSON.stringify(words))
  await expect.poll(() => program.lines.slice(-lines.length)).toEqual(lines)
}

/** Nothing keeps it alive, and it complained of nothing. */
async function ends(program: Program): Promise<void> {
  await expect.poll(() => program.exitCode).toBe(0)
  expect(program.errors).toBe('')
}
