import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

/** A way to a server over which no more than so many bytes a second come back. */
export async function slowLink({ port, bytesPerSecond }) {
  const server = createServer(async (near) => {
    const far = connect(port, '127.0.0.1')
    near.on('error', () => far.destroy()).pipe(far)
    far.on('close', () => near.destroy()).on('error', () => {})
    try {
      for await (const bytes of far) {
        near.write(bytes)
        await delay((bytes.length / bytesPerSecond) * 1000)
      }
    } catch {
      // One end has broken off, and the other one ends with it.
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { address: `ws://127.0.0.1:${server.address().port}`, close: () => server.close() }
}
