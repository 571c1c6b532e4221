import type { WireServerOptions } from 'wirehooks/testing/msw'

/** What the toolbar can do to every server that a story registers. */
export type NetworkKind = 'online' | 'slow' | 'flaky' | 'half-open' | 'offline' | 'server down'

/** A mocked server, however it is mocked. */
export interface Breakable {
  set(options: WireServerOptions): void
  drop(code?: number): void
}

interface Trouble {
  /** What the toolbar says of it. */
  readonly title: string
  readonly sets: WireServerOptions
  /** Breaks all links when it begins. */
  readonly breaks?: boolean
  /** Breaks all links again and again, in milliseconds. */
  readonly every?: number
  /** The browser says that there is no network. */
  readonly isOffline?: boolean
}

export const networks: Readonly<Record<NetworkKind, Trouble>> = {
  online: { title: 'Online', sets: {} },
  slow: { title: 'Slow: everything takes 0.8 s each way', sets: { delay: 800 } },
  flaky: { title: 'Flaky: breaks every 4 s, says things twice', sets: { delay: 50, duplicate: true }, every: 4000 },
  'half-open': { title: 'Half-open: nothing arrives, nobody says so', sets: { silent: true } },
  offline: { title: 'Offline: the browser knows', sets: { refuses: 1006 }, breaks: true, isOffline: true },
  'server down': { title: 'Server down: nobody answers', sets: { refuses: 1006 }, breaks: true },
}

const well = { delay: 0, duplicate: false, silent: false, refuses: null } satisfies WireServerOptions

/** Breaks the network between a story and its servers; returns what mends it. */
export function breakNetwork(servers: readonly Breakable[], kind: NetworkKind): () => void {
  const { sets, breaks = false, every, isOffline = false } = networks[kind]
  const drop = (): void => servers.forEach((server) => server.drop())
  const undo: WireServerOptions = Object.fromEntries(Object.entries(well).filter(([name]) => Object.hasOwn(sets, name)))

  for (const server of servers) server.set(sets)
  if (isOffline) sayOnline(false)
  if (breaks) drop()
  const timer = every === undefined ? undefined : setInterval(drop, every)

  return () => {
    clearInterval(timer)
    for (const server of servers) server.set(undo)
    if (isOffline) sayOnline(true)
  }
}

function sayOnline(isOnline: boolean): void {
  if (isOnline) Reflect.deleteProperty(navigator, 'onLine')
  else Object.defineProperty(navigator, 'onLine', { configurable: true, value: false })
  window.dispatchEvent(new Event(isOnline ? 'online' : 'offline'))
}
