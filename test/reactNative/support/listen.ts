import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What is called after every test, the last one first. */
export const closers: (() => unknown)[] = []

afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

/** Starts a server until the end of the test. Resolves with its host and port. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
