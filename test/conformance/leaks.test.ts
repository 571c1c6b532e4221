import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createFakeNetwork } from 'wirehooks/testing'
import { connections } from 'wirehooks/vanilla'
import { until } from '../support/until'
import { createClient, quickly } from './support/client'
import { stage } from './support/stage'
import { dialling } from './support/transports'

/** What keeps this process alive, and what waits in it. */
const resources = (): string[] => process.getActiveResourcesInfo().toSorted()

const nothing = resources()

/** The same for a while: what comes and goes with opening is gone. */
async function settled(): Promise<string[]> {
  for (let last = '', since = performance.now(); ; await sleep(10)) {
    const now = resources()
    if (String(now) !== last) since = performance.now()
    if (performance.now() - since > 200) return now
    last = String(now)
  }
}

/** Soon: platform and server keep some things a little longer. */
async function expectToHold(expected: readonly string[]): Promise<void> {
  const start = performance.now()
  while (String(resources()) !== String(expected) && performance.now() - start < 5000) await sleep(10)
  expect(resources()).toEqual(expected)
}

describe.each(dialling)('$name', (adapter) => {
  for (const when of ['once it is open', 'while it connects'] as const) {
    test(`leaves nothing when it is closed 50 times ${when}`, async (context) => {
      const { serve } = stage(adapter, context)
      const far = await serve()
      const network = createFakeNetwork()
      const { connection, reaches } = createClient(adapter, far.url, { network })
      for (let round = 0; round < 50; round += 1) {
        connection.open()
        if (when === 'once it is open') await reaches('open')
        else if (round % 2) await until(far, () => far.sockets > 0)
        connection.close()
      }
      await until(far, () => far.sockets === 0)
      expect(far.present).toEqual([])
      expect(network.listeners).toBe(0)
      expect(connections.getState()).toEqual([])
      await far.kill()
      await expectToHold(nothing)
    })
  }

  test('holds one link, and as much as with the first, after 20 reconnects', async (context) => {
    const { serve, connect } = stage(adapter, context)
    const far = await serve()
    const network = createFakeNetwork()
    const client = connect(far, { network, backoff: quickly })
    await client.reaches('open')
    await until(far, () => far.present.length === 1)
    const before = await settled()
    for (let count = 1; count <= 20; count += 1) {
      if (count % 2) far.present[0]?.cut()
      else client.connection.reconnect()
      await until(far, () => far.visits[count]?.isHere && far.present.length === 1)
      await client.reaches('open')
    }
    await until(far, () => far.sockets === 1)
    expect(far.visits).toHaveLength(21)
    expect(network.listeners).toBe(1)
    expect(connections.getState()).toEqual([client.connection])
    await expectToHold(before)
    client.connection.close()
    await until(far, () => far.sockets === 0)
    expect(network.listeners).toBe(0)
    expect(connections.getState()).toEqual([])
    await far.kill()
    await expectToHold(nothing)
  })
})
