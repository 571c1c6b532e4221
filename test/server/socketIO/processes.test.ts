import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { adapterProcesses } from '../../../src/server/socketIO/processes'
import type { UntypedNamespace } from '../../../src/server/socketIO/sockets'

class OneProcess {
  serverSideEmit(): void {
    throw new Error('There are no others')
  }
}

class ManyProcesses extends OneProcess {
  override serverSideEmit(): void {}
}

function setUp(adapter: object = new ManyProcesses()) {
  const emitted: unknown[][] = []
  const namespace: UntypedNamespace = {
    adapter,
    local: { to: () => ({ emit: () => {} }) },
    on: () => {},
    off: () => {},
    serverSideEmit: (...all) => emitted.push(all),
  }
  const processes = adapterProcesses(namespace)
  const stop = processes.listen({ heard: () => {}, asked: () => [] })
  return { processes, emitted, stop }
}

const evict = (key: string) => ['evict', 'board', key, 45_000] as const

test('tells together what is told at once, in order', async () => {
  const { processes, emitted } = setUp()
  processes.tell(evict('ann'))
  processes.tell(evict('bob'))
  expect(emitted).toEqual([])
  await setImmediate()
  await setImmediate()
  expect(emitted).toEqual([['wirehooks:presence', [evict('ann'), evict('bob')]]])
})

test('has told everything when it stops, and tells nothing twice', async () => {
  const { processes, emitted, stop } = setUp()
  processes.tell(evict('ann'))
  stop()
  expect(emitted).toHaveLength(1)
  await setImmediate()
  await setImmediate()
  expect(emitted).toHaveLength(1)
})

test('tells and asks nobody with the adapter for one process', async () => {
  const { processes, emitted } = setUp(new OneProcess())
  processes.tell(evict('ann'))
  await setImmediate()
  expect(await processes.ask('board')).toEqual({ answers: [] })
  expect(emitted).toEqual([])
})
