import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { stage } from './support/stage'
import { dialling } from './support/transports'

describe.concurrent.each(dialling)('$name', (adapter) => {
  for (const greeting of ['accept and close', 'accept and cut'] as const) {
    test(`comes at most 6 times in 20 s when the server says "${greeting}"`, { timeout: 30_000 }, async (context) => {
      const { serve, connect } = stage(adapter, context)
      const far = await serve({ greet: () => greeting })
      const client = connect(far)
      await sleep(20_000)
      expect(client.state.status).toBe('reconnecting')
      expect(far.visits.length).toBeGreaterThanOrEqual(5)
      expect(far.visits.length).toBeLessThanOrEqual(6)
    })
  }
})
