import { warn } from '../../transport/development'

declare const process: { env: { NODE_ENV?: string } }

/** Development only: how many streams this page holds, by origin, and the most that it was told of. One is right. */
const streams = /* @__PURE__ */ new Map<string, { count: number; mostTold: number }>()

/** Browsers open six connections to a server that speaks HTTP/1.1, over all tabs, and a stream keeps one for good. */
export function countStream(origin: string, signal: AbortSignal): void {
  const held = streams.get(origin) ?? { count: 0, mostTold: 1 }
  streams.set(origin, held)
  held.count += 1
  signal.addEventListener('abort', () => {
    held.count -= 1
  })
  if (held.count <= held.mostTold || !globalThis.document || !isHttp1(origin)) return
  held.mostTold = held.count
  warn(
    () =>
      process.env.NODE_ENV !== 'production' &&
      `Expected one stream from ${origin}, which speaks HTTP/1.1, but this page holds ${held.count}: a browser opens six connections to such a server, over all tabs. Use HTTP/2, or one stream with several events.`,
  )
}

function isHttp1(origin: string): boolean {
  if (origin.startsWith('http:')) return true
  const entries = performance.getEntriesByType('resource') as PerformanceResourceTiming[]
  return entries.some(({ name, nextHopProtocol }) => name.startsWith(`${origin}/`) && nextHopProtocol === 'http/1.1')
}
