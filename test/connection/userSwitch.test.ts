import { afterEach, expect, test } from 'vitest'
import { createFakeClock, createFakeNetwork, createFakeTransport, type FakeTransport } from 'wirehooks/testing'
import { resetConnections } from '../../src/connection/reset'
import { buildConnection, type Connection } from '../../src/connection/connection'
import type { ConnectionSettings, ConnectionUser } from '../../src/connection/connectionOptions'
import type { Holder } from '../../src/connection/holders'
import { share } from '../../src/connection/registry'
import { createSending } from '../../src/connection/sending'
import type { Transport } from '../../src/transport/transport'

afterEach(resetConnections)

/** One component: who is signed in may change, as with the option `identity` of a hook. */
interface Component {
  readonly connection: Connection
  readonly fake: FakeTransport
  unmount(): void
  /** As React does it: the new one begins after the old one was told that it is replaced. */
  become(user: string | null): Component
  /** As StrictMode does it, and React does with a tree that is hidden and shown. */
  remount(): void
}

interface Scene {
  readonly clock: ReturnType<typeof createFakeClock>
  /** Dials and closed links of everybody, in order. */
  readonly log: string[]
  mount(user: string | null): Component
}

const build = (firstHolder: Holder<ConnectionUser>): Connection => buildConnection(firstHolder, createSending)

let count = 0

/** Components that lead to one place, shared or not. */
function setUp({ isShared = true, options = {} }: { isShared?: boolean; options?: ConnectionSettings } = {}): Scene {
  const clock = createFakeClock()
  const network = createFakeNetwork()
  const log: string[] = []
  count += 1
  const key = isShared ? `place ${count}` : null

  function mount(user: string | null): Component {
    const fake = createFakeTransport({ key, identity: user })
    const who = user ?? 'nobody'
    const transport: Transport = {
      ...fake,
      connect(sink, context) {
        log.push(`${who} dials`)
        const link = fake.connect(sink, context)
        return {
          ...link,
          close(why) {
            log.push(`link of ${who} closes`)
            link.close(why)
          },
        }
      },
    }
    const holder = { current: { transport, options: { clock, network, ...options } } }
    const connection = share(holder, build)
    let release = connection.acquire(holder)
    return {
      connection,
      fake,
      unmount: () => release(),
      become(next) {
        release('replaced')
        return mount(next)
      },
      remount() {
        release()
        release = connection.acquire(holder)
      },
    }
  }

  return { clock, log, mount }
}

const statusOf = ({ connection }: Component): string => connection.store.getState().status

test.each([true, false])(
  'closes the link of who signs out before the next one dials (shared: %s)',
  async (isShared) => {
    const { clock, log, mount } = setUp({ isShared })
    const ann = mount('ann')
    ann.fake.link.open()
    const bob = ann.become('bob')
    await clock.advance(0)
    expect(log).toEqual(['ann dials', 'link of ann closes', 'bob dials'])
    bob.fake.link.open()
    expect([statusOf(ann), statusOf(bob)]).toEqual(['idle', 'open'])
    await clock.advance(60_000)
    expect([log.length, clock.timers]).toEqual([3, 0])
  },
)

test.each([true, false])('nobody, somebody, nobody again are three users (shared: %s)', async (isShared) => {
  const { clock, log, mount } = setUp({ isShared })
  const nobody = mount(null)
  nobody.fake.link.open()
  const ann = nobody.become('ann')
  await clock.advance(0)
  ann.fake.link.open()
  ann.become(null)
  await clock.advance(0)
  expect(log).toEqual(['nobody dials', 'link of nobody closes', 'ann dials', 'link of ann closes', 'nobody dials'])
})

test.each([true, false])(
  'does so also for a component that is mounted anew within the linger (shared: %s)',
  async (isShared) => {
    const { clock, log, mount } = setUp({ isShared, options: { linger: 5000 } })
    const ann = mount('ann')
    ann.fake.link.open()
    ann.unmount()
    await clock.advance(4000)
    expect(log).toEqual(['ann dials'])
    const bob = mount('bob')
    await clock.advance(0)
    expect(log).toEqual(['ann dials', 'link of ann closes', 'bob dials'])
    expect([statusOf(ann), statusOf(bob)]).toEqual(['idle', 'connecting'])
  },
)

test.each([true, false])(
  'does so where React mounts the next component before the old one lets go (shared: %s)',
  async (isShared) => {
    const { clock, log, mount } = setUp({ isShared })
    const ann = mount('ann')
    ann.fake.link.open()
    const bob = mount('bob')
    expect([log, statusOf(bob)]).toEqual([['ann dials'], 'idle'])
    ann.unmount()
    await clock.advance(0)
    expect(log).toEqual(['ann dials', 'link of ann closes', 'bob dials'])
  },
)

test('does so for several holders, who change one after the other', async () => {
  const { clock, log, mount } = setUp()
  const anns = [mount('ann'), mount('ann'), mount('ann')]
  anns[0]?.fake.link.open()
  const bobs = anns.map((ann) => ann.become('bob'))
  await clock.advance(0)
  expect(log).toEqual(['ann dials', 'link of ann closes', 'bob dials'])
  expect(new Set(bobs.map(({ connection }) => connection)).size).toBe(1)
})

test('does so for a link that is still being dialled, and for one that waits for its next attempt', async () => {
  const { clock, log, mount } = setUp()
  const ann = mount('ann')
  const bob = ann.become('bob')
  await clock.advance(0)
  expect(log).toEqual(['ann dials', 'link of ann closes', 'bob dials'])
  bob.fake.link.drop()
  bob.become('cat')
  await clock.advance(60_000)
  expect(log.filter((line) => line.startsWith('bob'))).toEqual(['bob dials'])
  expect(log).toContain('cat dials')
})

test('nothing that waits crosses over: it settles as closed', async () => {
  const { clock, mount } = setUp()
  const ann = mount('ann')
  const sent = ann.connection.send('mine')
  const bob = ann.become('bob')
  await clock.advance(0)
  bob.fake.link.open()
  expect([await sent, bob.fake.sent]).toEqual([{ outcome: 'closed' }, []])
})

test('what the next one sends while it waits for its turn is sent', async () => {
  const { clock, mount } = setUp()
  mount('ann').fake.link.open()
  const bob = mount('bob')
  const sent = bob.connection.send('early')
  await clock.advance(60)
  bob.fake.link.open()
  expect(await sent).toEqual({ outcome: 'sent' })
})

test('the one who signs out and in again at once goes on', async () => {
  const { clock, log, mount } = setUp()
  const ann = mount('ann')
  ann.fake.link.open()
  ann.become('bob').become('ann')
  await clock.advance(60_000)
  expect([log, statusOf(ann)]).toEqual([['ann dials'], 'open'])
})

test('two users side by side both go on', async () => {
  const { clock, log, mount } = setUp()
  const ann = mount('ann')
  ann.fake.link.open()
  const bob = mount('bob')
  await clock.advance(49)
  expect(statusOf(bob)).toBe('idle')
  await clock.advance(1)
  bob.fake.link.open()
  await clock.advance(60_000)
  expect([log, statusOf(ann), statusOf(bob)]).toEqual([['ann dials', 'bob dials'], 'open', 'open'])
})

test('two users side by side both go on when either lets go and comes back at once', async () => {
  const { clock, log, mount } = setUp()
  const ann = mount('ann')
  ann.remount()
  ann.fake.link.open()
  const bob = mount('bob')
  bob.remount()
  await clock.advance(50)
  bob.fake.link.open()
  for (const one of [ann, bob]) {
    one.remount()
    await clock.advance(10)
  }
  await clock.advance(60_000)
  expect([log, statusOf(ann), statusOf(bob)]).toEqual([['ann dials', 'bob dials'], 'open', 'open'])
})

test('the one that leaves while another user is connected does not linger', async () => {
  const { clock, log, mount } = setUp()
  const ann = mount('ann')
  ann.fake.link.open()
  const bob = mount('bob')
  await clock.advance(50)
  bob.fake.link.open()
  bob.unmount()
  await clock.advance(0)
  expect([log.at(-1), statusOf(ann)]).toEqual(['link of bob closes', 'open'])
})

test('one that leaves while it waits for its turn never dials, and leaves nothing behind', async () => {
  const { clock, log, mount } = setUp()
  mount('ann').fake.link.open()
  const bob = mount('bob')
  bob.unmount()
  await clock.advance(60_000)
  expect([log, statusOf(bob), clock.timers]).toEqual([['ann dials'], 'idle', 0])
})

test('one that is closed by its user while it waits for its turn never dials', async () => {
  const { clock, log, mount } = setUp()
  mount('ann').fake.link.open()
  const bob = mount('bob')
  bob.connection.close()
  await clock.advance(60_000)
  expect([log, statusOf(bob), clock.timers]).toEqual([['ann dials'], 'closed', 0])
})

test('open() does not wait for its turn', () => {
  const { log, mount } = setUp()
  mount('ann').fake.link.open()
  mount('bob').connection.open()
  expect(log).toEqual(['ann dials', 'bob dials'])
})

test('whoever leads to another place waits for nobody', () => {
  const [one, other] = [setUp(), setUp()]
  one.mount('ann')
  other.mount('bob')
  expect([one.log, other.log]).toEqual([['ann dials'], ['bob dials']])
})

test('the same user in two places of the page shares one link', async () => {
  const { clock, log, mount } = setUp()
  const [first, second] = [mount('ann'), mount('ann')]
  expect(second.connection).toBe(first.connection)
  await clock.advance(60)
  expect(log).toEqual(['ann dials'])
})
