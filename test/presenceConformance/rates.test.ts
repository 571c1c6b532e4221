import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import * as backends from './backends'
import { eventually } from './support/eventually'
import { open } from './support/house'
import { overEach } from './support/overEach'
import { quiet } from './support/quiet'

overEach('at once', Object.values(backends), (backend) => {
  test('sends as often as the throttle allows, and the newest last; to itself it tells at once', async (context) => {
    const house = await open(backend, context)
    const [ann, bob] = [await house.join('ann'), await house.join('bob')]
    await eventually(() => expect(bob.log).toHaveLength(1))
    const said = await quiet(house)
    const startedAt = performance.now()
    ann.presence.update({ turn: 1 })
    expect(ann.state.self.state.turn).toBe(1)
    for (let turn = 2; turn <= 60; turn += 1) {
      await pause(1000 / 60)
      ann.presence.update({ turn })
    }
    const took = performance.now() - startedAt
    await eventually(() => expect(bob.log.at(-1)).toEqual(['update', 'ann', 60]))
    expect(house.heard.slice(said).length).toBeLessThanOrEqual(Math.ceil(took / 100) + 1)
    expect(bob.log.length).toBeGreaterThan(5)
    const turns = bob.log.map(([, , turn]) => turn)
    expect(turns).toEqual(turns.toSorted((one, other) => one - other))
  })

  test('says no more for an update that changes nothing', async (context) => {
    const house = await open(backend, context)
    const [ann, bob] = [await house.join('ann'), await house.join('bob')]
    await eventually(() => expect(bob.log).toHaveLength(1))
    const said = await quiet(house)
    for (let time = 0; time < 10; time += 1) ann.presence.update({ turn: 0 })
    ann.presence.update({ turn: 1 })
    await eventually(() => expect(bob.log.slice(1)).toEqual([['update', 'ann', 1]]))
    expect(house.heard.slice(said)).toEqual(['set'])
  })
})
