import { useLayoutEffect, useMemo } from 'react'
import {
  type ConnectionState,
  type Delivery,
  type ReadonlyStore,
  useEventSource,
  usePresence,
  usePresenceEvent,
  useWebSocket,
} from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import { hookOptions, type ProbeOptions } from './probeOptions'
import type { Recorder } from './recorder'

export interface ProbeProps {
  readonly url: string
  readonly options: ProbeOptions
  readonly recorder: Recorder
  /** Called with what a test can have the component do. */
  onReady(acts: Acts): void
}

export interface Acts {
  emit?(event: string, data: unknown): Promise<Delivery>
  send?(data: unknown): Promise<Delivery>
  request?(event: string, data: unknown): Promise<unknown>
  reconnect?(): void
  /** Changes what the person shares. */
  share?(state: object): void
}

/** A component for every hook: it renders the status, and records what it is told. */
export const probes = {
  webSocket: WebSocketProbe,
  eventSource: EventSourceProbe,
  socketIO: SocketIOProbe,
  presence: PresenceProbe,
}

function WebSocketProbe({ url, options, ...rest }: ProbeProps) {
  const { status, store, emit, send, request, reconnect } = useWebSocket(url, useOptions(options, rest))
  useProbe(store, { emit, send, request, reconnect }, rest)
  return <output>{status}</output>
}

function EventSourceProbe({ url, options, ...rest }: ProbeProps) {
  const { status, store, reconnect } = useEventSource(url, useOptions(options, rest))
  useProbe(store, { reconnect }, rest)
  return <output>{status}</output>
}

function SocketIOProbe({ url, options, ...rest }: ProbeProps) {
  const { status, store, emit, request, reconnect } = useSocketIO(url, useOptions(options, rest))
  useProbe(store, { emit, request, reconnect }, rest)
  return <output>{status}</output>
}

interface Shared {
  readonly name: string
}

/** Shows the names of the others, and records who joins, changes and leaves as messages. */
function PresenceProbe({ url, options, ...rest }: ProbeProps) {
  const { store, connection } = useWebSocket(url)
  const presence = usePresence(connection, options.plain as { key: string; initial: Shared })
  const record = (event: string, { name }: Shared): void => rest.recorder.callbacks.onMessage?.({ event, data: name })
  usePresenceEvent(presence, 'join', ({ state }) => record('join', state))
  usePresenceEvent(presence, 'update', ({ state }) => record('update', state))
  usePresenceEvent(presence, 'leave', ({ state }) => record('leave', state))
  useProbe(store, { share: (state) => presence.update(state) }, rest)
  return <output>{presence.others.map(({ state }) => state.name).join(' ')}</output>
}

type Rest = Pick<ProbeProps, 'recorder' | 'onReady'>

function useOptions(options: ProbeOptions, { recorder }: Rest): object {
  return useMemo(() => ({ ...hookOptions(options), ...recorder.callbacks }), [options, recorder])
}

function useProbe(store: ReadonlyStore<ConnectionState>, acts: Acts, { recorder, onReady }: Rest): void {
  useLayoutEffect(() => {
    onReady(acts)
  })
  useLayoutEffect(() => recorder.follow(store), [recorder, store])
}
