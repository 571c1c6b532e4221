import { expect, test } from 'vitest'
import type { ConnectContext } from 'wirehooks/vanilla'
import { quickly } from '../support/client'
import { stage } from '../support/stage'
import { until } from '../support/until'

for (const code of [1000, 1001, 1005, 1006, 1011, 1012, 1014, 3000, 4408, 4500]) {
  test.concurrent(`dials again after ${code}`, async (context) => {
    const { serve, connect } = stage(context)
    const server = await serve({
      welcome({ socket }, count) {
        if (count > 1) return
        if (code === 1005) socket.close()
        else if (code === 1006) socket.terminate()
        else socket.close(code)
      },
    })
    const client = connect(server.url, { backoff: quickly })
    await until(server, () => server.peers.length === 2)
    await client.reaches('open')
    expect(client.closes).toMatchObject([{ reason: { kind: 'peer', code }, willRetry: true }])
  })
}

for (const code of [1008, 1009, 1010, 4000, 4403, 4404, 4499]) {
  for (const reason of ['', '{"retry":true}', 'please try again']) {
    test.concurrent(`fails after one link that ends with ${code} "${reason}"`, async (context) => {
      const { serve, connect } = stage(context)
      const server = await serve({ welcome: ({ socket }) => socket.close(code, reason) })
      const client = connect(server.url, { backoff: quickly })
      await client.reaches('failed')
      expect(client.closes).toEqual([{ reason: { kind: 'peer', code, reason, verdict: 'fail' }, willRetry: false }])
      expect(client.connection.store.getState()).toMatchObject({ error: { code: 'closed' }, retryAt: null })
      expect(await client.connection.send('late')).toEqual({ outcome: 'closed' })
      expect(server.dials).toHaveLength(1)
    })
  }
}

for (const code of [4401, 4001]) {
  test.concurrent(`asks for new credentials once when the server closes with ${code} for ever`, async (context) => {
    const { serve, connect } = stage(context)
    const server = await serve({ welcome: ({ socket }) => socket.close(code) })
    const asked: Pick<ConnectContext, 'attempt' | 'refresh'>[] = []
    const url = ({ attempt, refresh }: ConnectContext): string => {
      asked.push({ attempt, refresh })
      return `${server.url}/?token=${asked.length}`
    }
    const client = connect(url, { backoff: quickly })
    await client.reaches('failed')
    expect(asked).toEqual([
      { attempt: 0, refresh: false },
      { attempt: 1, refresh: true },
    ])
    expect(server.peers.map(({ request }) => request.url)).toEqual(['/?token=1', '/?token=2'])
    expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, false])
  })
}

test.concurrent('goes on with new credentials that are good', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({
    welcome({ socket, request }) {
      if (request.url !== '/?token=fresh') socket.close(4401)
    },
  })
  const client = connect(({ refresh }) => `${server.url}/?token=${refresh ? 'fresh' : 'stale'}`, { backoff: quickly })
  await until(server, () => server.peers[1])
  await client.reaches('open')
  expect(client.closes).toMatchObject([{ reason: { code: 4401 }, willRetry: true }])
  expect(server.peers.map(({ request }) => request.url)).toEqual(['/?token=stale', '/?token=fresh'])
})

for (const code of [1013, 4429, 4503]) {
  test.concurrent(`leaves a server that closes with ${code} alone for 2 s`, { timeout: 10_000 }, async (context) => {
    const { serve, connect } = stage(context)
    const server = await serve({ welcome: ({ socket }, count) => count === 1 && socket.close(code) })
    const client = connect(server.url)
    await until(client, () => client.closes.length === 1)
    const closedAt = performance.now()
    await until(server, () => server.dials.length === 2)
    const waited = (server.dials[1] ?? 0) - closedAt
    // Timers may be a millisecond early against this clock.
    expect(waited).toBeGreaterThan(1995)
    expect(waited).toBeLessThan(4000)
  })
}

for (const code of [1002, 1003, 1007]) {
  test.concurrent(`dials three times more after ${code}`, async (context) => {
    const { serve, connect } = stage(context)
    const server = await serve({ welcome: ({ socket }) => socket.close(code) })
    const client = connect(server.url, { backoff: quickly })
    await client.reaches('failed')
    expect(server.dials).toHaveLength(4)
    expect(client.closes.map(({ willRetry }) => willRetry)).toEqual([true, true, true, false])
  })
}

test.concurrent('lets shouldReconnect decide', async (context) => {
  const { serve, connect } = stage(context)
  const server = await serve({ welcome: ({ socket }, count) => socket.close(count === 1 ? 1008 : 1000) })
  const client = connect(server.url, { backoff: quickly, shouldReconnect: ({ code }) => code === 1008 })
  await client.reaches('failed')
  expect(client.closes.map(({ reason }) => reason.code)).toEqual([1008, 1000])
})
