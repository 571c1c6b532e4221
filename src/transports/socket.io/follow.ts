import type { Manager, Socket } from 'socket.io-client'
import type { CloseReason } from '../../transport/closeReason'
import { forbiddenReason } from '../../transport/forbidden'
import type { ConnectContext, LinkSink } from '../../transport/transport'
import { dataOfArguments } from './arguments'
import { watchProbes } from './disconnect'
import { refusedError, unreachedError } from './errors'
import { isOffset } from './offset'
import { retellUnheardError } from './unheardError'

/** In the memory of a connection: it was open before. */
const wasOpen = 'open'

/** Connects a socket, and reports what becomes of it until the link ends. */
export function follow(socket: Socket, sink: LinkSink, { memory, signal, clock }: ConnectContext): void {
  const manager = socket.io
  let isOpen = false

  function opened(): void {
    if (isOpen) return
    isOpen = true
    sink.opened(memory.has(wasOpen) ? { recovered: socket.recovered } : {})
    memory.set(wasOpen, true)
  }

  function received(event: string, ...args: unknown[]): void {
    // Messages that the server kept for this client may come ahead of `connect`.
    if (socket.connected) opened()
    sink.received({ event, data: dataOf(args, socket, clock.date()) })
  }

  function interrupted(reason: CloseReason): void {
    isOpen = false
    sink.interrupted(reason)
  }

  function closed(reason: CloseReason): void {
    sink.closed(reason)
    // Otherwise socket.io-client connects this socket again when another namespace opens the shared engine.
    if (!manager.reconnection()) socket.disconnect()
  }

  function broken(reason: CloseReason): void {
    if (manager.reconnection() && socket.active) interrupted(reason)
    else closed(reason)
  }

  function disconnected(reason: string): void {
    if (reason === 'io server disconnect') closed(refusal(reason))
    // The owner of the socket closed it. When they open it again, the link is open again.
    else if (reason === 'io client disconnect') interrupted({ kind: 'peer', reason })
    else broken({ kind: reason === 'ping timeout' ? 'heartbeat-timeout' : 'peer', reason })
  }

  function failed(error: Error): void {
    // The socket stays active where the server was not reached. Otherwise the server refused it.
    if (socket.active) broken(forbiddenReason(error, addressOf(manager)) ?? unreached(error))
    else closed(refusal(error.message, error))
  }

  function gaveUp(): void {
    closed({ kind: 'peer', verdict: 'fail', reason: 'reconnect_failed' })
  }

  socket.on('connect', opened).on('disconnect', disconnected).on('connect_error', failed).onAny(received)
  manager.on('open', sink.accepted).on('reconnect_failed', gaveUp)
  signal.addEventListener('abort', () => {
    socket.off('connect', opened).off('disconnect', disconnected).off('connect_error', failed).offAny(received)
    manager.off('open', sink.accepted).off('reconnect_failed', gaveUp)
  })
  // A socket that is connecting over an open engine, such as a manager's, would ask the server twice.
  if (!socket.active || socket.io.engine?.readyState !== 'open') socket.connect()
  watchProbes(socket)
  retellUnheardError(socket)
  if (socket.connected) opened()
}

/** The server was not reached. */
function unreached(error: Error): CloseReason {
  return { kind: 'peer', reason: error.message, error: unreachedError(error) }
}

/** Where a manager connects to. Its types keep this private. */
function addressOf(manager: Manager): unknown {
  return Reflect.get(manager, 'uri')
}

/** A refusal by the server is answered with fresh credentials, once. */
function refusal(said: string, cause?: Error): CloseReason {
  return { kind: 'peer', verdict: 'reauthenticate', reason: said, error: refusedError(said, cause) }
}

/** The arguments of the application. */
function dataOf(args: readonly unknown[], socket: Socket, now: number): unknown {
  const last = args.at(-1)
  // A client before 4.6 does not know whether its server recovers what was missed; the server adds an offset all the same.
  const mayHaveOffset = Boolean(Reflect.get(socket, '_pid')) || !('recovered' in socket)
  const hasOffset = mayHaveOffset && typeof last === 'string' && isOffset(last, now)
  return dataOfArguments(hasOffset ? args.slice(0, -1) : args)
}
