import { useLayoutEffect, useMemo } from 'react'
import {
  type ConnectionState,
  type Delivery,
  type Person,
  type Point,
  type ReadonlyStore,
  useCursors,
  useEventSource,
  usePresence,
  usePresenceEvent,
  useRoom,
  useTyping,
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
  /** A keystroke. */
  type?(): void
  /** The text was sent. */
  stopTyping?(): void
}

/** A component for every hook: it renders the status, and records what it is told. */
export const probes = {
  webSocket: WebSocketProbe,
  eventSource: EventSourceProbe,
  socketIO: SocketIOProbe,
  presence: PresenceProbe,
  room: RoomProbe,
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
  readonly cursor?: Point
}

/** Shows the others, whether they type, and their cursors; records who joins, changes and leaves as messages. */
function PresenceProbe({ url, options, ...rest }: ProbeProps) {
  const { store, connection } = useWebSocket(url)
  const presence = usePresence(connection, options.plain as { key: string; initial: Shared })
  const { who, start, stop } = useTyping(presence)
  const cursors = useCursors(presence)
  const record = (event: string, { name }: Shared): void => rest.recorder.callbacks.onMessage?.({ event, data: name })
  usePresenceEvent(presence, 'join', ({ state }) => record('join', state))
  usePresenceEvent(presence, 'update', ({ state }) => record('update', state))
  usePresenceEvent(presence, 'leave', ({ state }) => record('leave', state))
  useProbe(store, { share: (state) => presence.update(state), type: start, stopTyping: stop }, rest)

  function show({ key, state }: Person<Shared>): string {
    const cursor = cursors.find(({ person }) => person.key === key)
    const typing = who.some((person) => person.key === key) ? ' is typing' : ''
    return state.name + typing + (cursor ? ` at ${cursor.x}, ${cursor.y}` : '')
  }
  return <output>{presence.others.map(show).join('; ')}</output>
}

/** Is in the room `lobby`, and shows what became of joining it. */
function RoomProbe({ url, options, ...rest }: ProbeProps) {
  const chat = useWebSocket(url, useOptions(options, rest))
  const { status, answer } = useRoom(chat, 'lobby', { join: (name) => chat.request('JOIN', name), leave: 'LEAVE' })
  useProbe(chat.store, {}, rest)
  return <output>{answer === undefined ? status : `${status}: ${JSON.stringify(answer)}`}</output>
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
