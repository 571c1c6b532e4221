import { expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from 'wirehooks/testing'
import { createLease, type Lease } from '../../src/connection/lease'

interface House {
  clock: FakeClock
  lease: Lease<string>
  log: string[]
}

function build(linger = 1000): House {
  const clock = createFakeClock()
  const log: string[] = []
  const lease = createLease({
    founder: { current: 'founder' },
    clock,
    linger: () => linger,
    start: () => log.push(`start at ${clock.now()} for ${lease.current()}`),
    stop: () => log.push(`stop at ${clock.now()}`),
  })
  return { clock, lease, log }
}

test('the first starts it, and the last stops it after a linger', async () => {
  const { clock, lease, log } = build()
  const releases = ['ann', 'bob'].map((current) => lease.acquire({ current }))
  await clock.advance(500)
  releases[0]?.()
  await clock.advance(5000)
  releases[1]?.()
  await clock.advance(5000)
  expect(log).toEqual(['start at 0 for ann', 'stop at 6500'])
  expect(clock.timers).toBe(0)
})

test('who comes back within the linger keeps it', async () => {
  const { clock, lease, log } = build()
  lease.acquire({ current: 'ann' })()
  await clock.advance(999)
  const release = lease.acquire({ current: 'bob' })
  await clock.advance(5000)
  release()
  await clock.advance(1000)
  expect(log).toEqual(['start at 0 for ann', 'start at 999 for bob', 'stop at 6999'])
})

test('who comes back later starts it again', async () => {
  const { clock, lease, log } = build(0)
  lease.acquire({ current: 'ann' })()
  await clock.advance(1)
  lease.acquire({ current: 'ann' })
  expect(log).toEqual(['start at 0 for ann', 'stop at 0', 'start at 1 for ann'])
})

test('never stops with an endless linger', async () => {
  const { clock, lease, log } = build(Infinity)
  lease.acquire({ current: 'ann' })()
  await clock.advance(1e9)
  expect(log).toEqual(['start at 0 for ann'])
})

test('the first wins, and the next one inherits', () => {
  const { lease } = build()
  const wins = [lease.current()]
  const releaseAnn = lease.acquire({ current: 'ann' })
  wins.push(lease.current())
  const releaseBob = lease.acquire({ current: 'bob' })
  const releaseCat = lease.acquire({ current: 'cat' })
  wins.push(lease.current())
  releaseBob()
  wins.push(lease.current())
  releaseAnn()
  wins.push(lease.current())
  releaseCat()
  wins.push(lease.current())
  expect(wins).toEqual(['founder', 'ann', 'ann', 'ann', 'cat', 'cat'])
})

test('users are who holds it, and the founder only before anybody does', () => {
  const { lease } = build()
  const users = [lease.users()]
  const release = lease.acquire({ current: 'ann' })
  lease.acquire({ current: 'bob' })
  users.push(lease.users())
  release()
  users.push(lease.users())
  expect(users).toEqual([['founder'], ['ann', 'bob'], ['bob']])
})

test('sees what a holder holds now', () => {
  const { lease } = build()
  const holder = { current: 'old' }
  lease.acquire(holder)
  holder.current = 'new'
  expect([lease.current(), lease.users()]).toEqual(['new', ['new']])
})

test('giving a hold back twice counts once', async () => {
  const { clock, lease, log } = build()
  const release = lease.acquire({ current: 'ann' })
  release()
  await clock.advance(10)
  release()
  lease.acquire({ current: 'bob' })
  await clock.advance(5000)
  expect(log).toEqual(['start at 0 for ann', 'start at 10 for bob'])
})
