import { lastEventId, type Stream } from './stream'

/** The platform's own. It keeps `Last-Event-ID` to itself, and only while it reconnects by itself. */
export function listen({ href, options, memory, signal, sink, received, end }: Stream): void {
  const source = new EventSource(href, { withCredentials: options.withCredentials ?? false })
  const hear = ({ type, data, lastEventId: id }: MessageEvent<string>): void => {
    memory.set(lastEventId, id)
    received(type === 'message' ? undefined : type, data)
  }
  for (const name of ['message', ...(options.events ?? [])]) source.addEventListener(name, hear as EventListener)
  source.onopen = () => sink.opened()
  source.onerror = () => {
    const reason = { kind: 'peer' } as const
    if (source.readyState === 2) end(reason)
    else sink.interrupted(reason)
  }
  signal.addEventListener('abort', () => source.close())
}
