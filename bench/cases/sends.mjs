import { times } from './figure.mjs'

const count = 50_000
const perTask = 1_000

/** Sends in tasks of 1,000, and lets the socket drain between them. */
export const sends = {
  name: 'sends',
  title: '50,000 sends',
  contestants: ['raw', 'ceiling', 'wirehooks'],
  guests: ['react-use-websocket', 'partysocket'],
  figures: [
    { title: 'CPU', unit: 'ms', value: (own) => own.cpu },
    { title: 'CPU × raw', ...times('cpu'), atMost: 1.2 },
    { title: 'came in', value: (own) => own.received, exactly: count },
  ],

  async measure({ page, server, contestant, path }) {
    await page.call('mount', { contestant, scene: 'sender', url: server.address + path })
    let received
    const cost = await page.cost(async () => {
      await page.call('send', count, perTask)
      received = await server.tell('received', { path, count })
    })
    await page.call('unmount')
    return { ...cost, received }
  },
}
