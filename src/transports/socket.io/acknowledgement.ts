import type { Socket } from 'socket.io-client'
import type { Reply } from '../../transport/message'
import { dataOfArguments } from './arguments'

/**
 * What `emit` takes as its last argument, to hear the server's acknowledgement. A socket of the caller's own with `ackTimeout` or
 * `retries` puts an error first, or `null`: https://socket.io/docs/v4/client-options/#acktimeout. Its types keep its options private.
 */
export function acknowledgement(
  socket: Socket,
  answered: (reply: Pick<Reply, 'data' | 'error'>) => void,
): (...answer: unknown[]) => void {
  const options = Reflect.get(socket, '_opts') as { ackTimeout?: number; retries?: number } | undefined
  const hasError = options?.ackTimeout !== undefined || Boolean(options?.retries)
  if (!hasError) return (...answer) => answered({ data: dataOfArguments(answer) })
  return (error, ...answer) => answered({ data: dataOfArguments(answer), ...(error ? { error } : {}) })
}
