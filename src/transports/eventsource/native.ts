import { inDevelopment } from '../../transport/development'
import { missingError } from './errors'
import { warnOfNativeEnd } from './hints'
import { rememberEventId } from './resume'
import type { Stream } from './stream'

declare const process: { env: { NODE_ENV?: string } }

/**
 * Reads a stream with the platform's own `EventSource`. It sends the last id only when it reconnects by itself: nobody
 * can give an id to a new one.
 */
export function listenNatively({ href, options, memory, signal, sink, received, ended }: Stream): void {
  const EventSource = globalThis.EventSource as typeof globalThis.EventSource | undefined
  if (!EventSource) return ended({ kind: 'unsupported', verdict: 'fail', error: missingError('EventSource') })

  const source = new EventSource(href, { withCredentials: options.withCredentials ?? false })
  const hear = ({ type, data, lastEventId }: MessageEvent<string>): void => {
    rememberEventId(memory, lastEventId)
    received(type === 'message' ? '' : type, data)
  }
  for (const name of ['message', ...(options.events ?? [])]) source.addEventListener(name, hear as EventListener)
  source.onopen = () => sink.opened()
  source.onerror = () => {
    const reason = { kind: 'peer' } as const
    if (source.readyState !== source.CLOSED) return sink.interrupted(reason)
    inDevelopment(() => process.env.NODE_ENV !== 'production' && warnOfNativeEnd(href))
    ended(reason)
  }
  signal.addEventListener('abort', () => source.close())
}
