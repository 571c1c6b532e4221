import type { Decorator, Loader, Parameters } from '@storybook/react-vite'
import { setupWorker } from 'msw/browser'
import { type ReactNode, useLayoutEffect } from 'react'
import { resetConnections } from 'wirehooks/testing'
import type { WireServer } from 'wirehooks/testing/msw'
import { type Breakable, breakNetwork, type NetworkKind, networks } from './network'

type Server = Breakable | WireServer

const worker = setupWorker()
const known = new Set<Server>()

/** To be awaited before any story is loaded: socket.io-client reads `WebSocket` once, when it is imported. */
export async function startWorker(): Promise<void> {
  const url = `${import.meta.env.BASE_URL}mockServiceWorker.js`
  await worker.start({ quiet: true, onUnhandledFrame: 'bypass', serviceWorker: { url } })
}

/** Has a story's servers answer, before it renders. */
export const loadServers: Loader = ({ parameters }) => {
  for (const server of serversOf(parameters)) {
    if (!known.has(server) && isMocked(server)) worker.use(...server)
    known.add(server)
  }
}

/** Ends what a story began, so that the next one begins as the first did. */
export function resetServers(parameters: Parameters): void {
  resetConnections()
  for (const server of serversOf(parameters)) if (isMocked(server)) server.reset()
}

/** Breaks the network of a story as the toolbar says. */
export const withNetwork: Decorator = (Story, { parameters, globals }) => (
  <Network servers={serversOf(parameters)} kind={isNetwork(globals.network) ? globals.network : 'online'}>
    <Story />
  </Network>
)

interface NetworkProps {
  servers: readonly Server[]
  kind: NetworkKind
  children: ReactNode
}

function Network({ servers, kind, children }: NetworkProps): ReactNode {
  // Hooks open their connections in effects, which come later: the first attempt meets the broken network too.
  useLayoutEffect(() => breakNetwork(servers, kind), [servers, kind])
  return children
}

const none: readonly Server[] = []
const lists = new WeakMap<Server, readonly Server[]>()

/** The same list for the same server, which effects can depend on. */
function serversOf({ server, servers = none }: { server?: Server; servers?: readonly Server[] }): readonly Server[] {
  if (!server) return servers
  const list = lists.get(server) ?? [server]
  lists.set(server, list)
  return list
}

function isNetwork(value: unknown): value is NetworkKind {
  return typeof value === 'string' && Object.hasOwn(networks, value)
}

function isMocked(server: Server): server is WireServer {
  return Array.isArray(server)
}
