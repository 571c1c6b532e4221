import { describe, expect, test } from 'vitest'
import { until } from '../support/until'
import { stage } from './support/stage'
import { transports } from './support/transports'

const patience = 1000

describe.concurrent.each(transports)('$name', (adapter) => {
  test(
    'notices that nothing comes through, and does not wait for the old link',
    { timeout: 60_000 },
    async (context) => {
      const { serve, proxy, connect } = stage(adapter, context)
      const far = await serve({ beat: 300, patience })
      const relay = await proxy(far)
      const client = connect(relay, { patience })
      await client.reaches('open')
      relay.pairs[0]?.flow('none')
      const stoppedAt = performance.now()
      const pair = await until(relay, () => relay.pairs[1])
      // On a busy machine timers are late, as after sleep: then it looks for another 3 s.
      expect(pair.at - stoppedAt).toBeLessThan(patience + 4000)
      if (adapter.tellsOfSilence === 'when its socket has closed')
        await until(client, () => client.state.status === 'reconnecting', 40_000)
      await client.reaches('open')
      expect(client.closes).toMatchObject([{ reason: { kind: 'heartbeat-timeout' }, willRetry: true }])
      expect(far.visits).toHaveLength(2)
    },
  )

  test('keeps a link that says nothing but shows signs of life', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve({ beat: 300, patience })
    const client = connect(far, { patience })
    await client.reaches('open')
    const openedAt = performance.now()
    await until({ subscribe: everyBeat }, () => performance.now() - openedAt > 3 * patience)
    expect(client.closes).toEqual([])
    expect(client.messages).toEqual([])
    expect(far.present).toHaveLength(1)
  })
})

function everyBeat(look: () => void): () => void {
  const timer = setInterval(look, 100)
  return () => clearInterval(timer)
}
