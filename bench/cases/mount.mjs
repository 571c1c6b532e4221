import { setTimeout as wait } from 'node:timers/promises'
import { times } from './figure.mjs'

const size = 1_000

/** Where nothing is shared a thousand hooks are a thousand sockets: more than a browser opens to one host. */
const sizes = { partysocket: 100 }

export const mount = {
  name: 'mount',
  title: 'Mounting 1,000 hooks on one URL, until each shows that it is open (partysocket: 100 hooks)',
  contestants: ['raw', 'ceiling', 'wirehooks'],
  guests: ['react-use-websocket', 'partysocket'],
  figures: [
    { title: 'CPU', unit: 'ms', value: (own) => own.cpu },
    { title: 'CPU × ceiling', ...times('cpu', 'ceiling'), atMost: 2 },
    { title: 'CPU × raw', ...times('cpu') },
    { title: 'sockets opened', value: (own) => own.opened, exactly: 1 },
    { title: 'sockets left', value: (own) => own.left, exactly: 0 },
    { title: 'heap left', unit: 'kB', value: (own) => own.heap / 1000, atMost: 1000 },
  ],

  async measure({ page, server, contestant, path }) {
    const hooks = sizes[contestant] ?? size
    // The collection leaves everybody cold, as a page that loads would.
    const before = await page.heap()
    const cost = await page.cost(() =>
      page.call('mount', { contestant, scene: 'hooks', url: server.address + path, size: hooks, opens: hooks }),
    )
    const { opened } = await server.tell('sockets', { path })
    await page.call('look')
    await page.call('unmount')
    // A shared connection may linger for a second, in case someone comes back.
    await wait(1500)
    const { open: left } = await server.tell('sockets', { path })
    return { ...cost, opened, left, heap: (await page.heap()) - before }
  },
}
