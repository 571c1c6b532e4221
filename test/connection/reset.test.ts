import { afterEach, expect, test, vi } from 'vitest'
import { connections, createConnection } from 'wirehooks/vanilla'
import { createFakeClock, createFakeNetwork, createFakeTransport, resetConnections } from 'wirehooks/testing'

// Two copies of the library in one test: a bundler has made one of the application's, and the setup file imports another;
// or one side is imported, and the other one required.

afterEach(() => {
  vi.restoreAllMocks()
  resetConnections()
})

/** Another copy: all modules run once more. */
async function otherCopy() {
  vi.resetModules()
  const [vanilla, testing, sharing] = await Promise.all([
    import('wirehooks/vanilla'),
    import('wirehooks/testing'),
    import('../../src/connection/registry'),
  ])
  expect(vanilla.createConnection).not.toBe(createConnection)
  return { ...vanilla, ...testing, ...sharing }
}

function options() {
  return { clock: createFakeClock(), network: createFakeNetwork() }
}

test('closes the connections of every copy, whichever copy resets', async () => {
  const other = await otherCopy()
  for (const reset of [resetConnections, other.resetConnections]) {
    const made = [createConnection, other.createConnection].map((create) => create(createFakeTransport(), options()))
    for (const connection of made) connection.open()
    reset()
    expect(made.map(({ store }) => store.getState().status)).toEqual(['closed', 'closed'])
    expect([connections.getState(), other.connections.getState()]).toEqual([[], []])
  }
})

test('closes what was opened while it closed the others, the next time', async () => {
  const other = await otherCopy()
  const [first, second] = [createFakeTransport(), createFakeTransport()].map((fake) =>
    other.createConnection(fake, options()),
  )
  first?.open()
  const stop = first?.store.subscribe(() => second?.open())
  resetConnections()
  expect(second?.store.getState().status).toBe('connecting')
  stop?.()
  resetConnections()
  expect(second?.store.getState().status).toBe('closed')
})

test('does not keep a copy that has nothing to reset any more', async () => {
  const other = await otherCopy()
  other.createConnection(createFakeTransport(), options()).open()
  const copies: unknown = Reflect.get(globalThis, Symbol.for('wirehooks resets of connections 1'))
  expect(copies).toHaveProperty('size', 1)
  resetConnections()
  expect(copies).toHaveProperty('size', 0)
})

test('whoever comes next shares nothing with the connection of another copy', async () => {
  const other = await otherCopy()
  const holder = () => ({ current: { transport: createFakeTransport({ key: 'board' }) } })
  const build = ({ current }: ReturnType<typeof holder>) => other.createConnection(current.transport, options())
  const first = other.share(holder(), build)
  expect(other.share(holder(), build)).toBe(first)
  resetConnections()
  expect(other.share(holder(), build)).not.toBe(first)
})

test('another copy warns anew of what it has warned of', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  vi.resetModules()
  const { warnOnce } = await import('../../src/transport/development')
  const warnTwice = (): void => {
    warnOnce('a text', () => 'look')
    warnOnce('a text', () => 'look')
  }
  warnTwice()
  resetConnections()
  warnTwice()
  expect(warn.mock.calls.length).toBe(2)
})
