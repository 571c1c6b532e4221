import * as adapters from '../transports'
import type { Adapter } from './adapter'

export const transports: readonly Adapter[] = Object.values(adapters)

/** Those that messages go out through. */
export const sending: readonly Adapter[] = transports.filter(sends)
export const receiving: readonly Adapter[] = transports.filter((adapter) => !sends(adapter))

function sends({ scheme, transport }: Adapter): boolean {
  return transport(`${scheme}://127.0.0.1`, {}).does.send
}
