import { memoryStore } from 'wirehooks/server'
import type { Adapter } from '../support/adapter'
import { hubs, serveHubs } from '../support/hubs'

export const hub: Adapter = {
  ...hubs,
  name: 'hub',
  serve(terms) {
    const store = memoryStore()
    return serveHubs(terms, [store, store])
  },
}
