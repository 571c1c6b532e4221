import { describe } from 'vitest'
import type { Adapter } from './adapter'

/** How the tests of one adapter run: all at once, or one after the other. */
type Order = 'at once' | 'in turn'

/** Runs a part of the suite over each of these. An adapter that this machine lacks something for is skipped, and counted. */
export function overEach(order: Order, adapters: Iterable<Adapter>, define: (adapter: Adapter) => void): void {
  for (const adapter of adapters) {
    const { name, missing } = adapter
    const reason = missing ? ` (${missing})` : ''
    const options = { concurrent: order === 'at once', skip: missing !== undefined }
    describe(`${name}${reason}`, options, () => {
      define(adapter)
    })
  }
}
