import type { ConnectContext, Transport, Wrapper } from 'wirehooks'

/**
 * Other servers that may stand in for the first: one that does not answer makes place for the next. It stays one
 * connection, so that what waits to be sent, the growing delays and the banner last from server to server. (With one
 * `useSocketIO` whose url changes, each server would be a connection of its own.)
 *
 * A link that was open and broke is first mended with the server it was to, which may still know us.
 */
export function orElse(others: readonly Transport[]): Wrapper {
  return (first) => ({
    ...first,
    connect(sink, context) {
      const { memory, signal } = context
      const servers = [first, ...others]
      const turn = (memory.get('turn') as number | undefined) ?? 0
      let wasOpen = false

      // However this attempt ends, its signal tells.
      signal.addEventListener('abort', () => {
        if (!wasOpen) memory.set('turn', (turn + 1) % servers.length)
      })
      return (servers[turn] ?? first).connect(
        {
          ...sink,
          opened(info) {
            wasOpen = true
            sink.opened(info)
          },
        },
        { ...context, memory: memoryOf(turn, memory) },
      )
    },
  })
}

type Memory = ConnectContext['memory']

/** Each server has its own session with us. */
function memoryOf(turn: number, memory: Memory): Memory {
  const own = (memory.get(`server ${turn}`) as Memory | undefined) ?? new Map<string, unknown>()
  memory.set(`server ${turn}`, own)
  return own
}
