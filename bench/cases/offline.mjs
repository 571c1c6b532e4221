import { above } from './figure.mjs'

const count = 20_000

/** The burst again with a WebSocket that is not one: it delivers one message a task, and all that is left is script. */
export const offline = {
  name: 'offline',
  title: 'The same burst without a network: script a message',
  contestants: ['raw', 'ceiling', 'wirehooks'],
  guests: ['react-use-websocket', 'partysocket'],
  figures: [
    { title: 'script', unit: 'µs', digits: 2, value: (own) => own.script },
    { title: 'above raw', unit: 'µs', ...above('script'), atMost: 1.5 },
    { title: 'all CPU above raw', unit: 'µs', ...above('cpu') },
    { title: 'on screen', value: (own) => Number(own.shown), exactly: count },
  ],

  async measure({ page, server, contestant, path }) {
    await page.call('unplug')
    await page.call('mount', { contestant, scene: 'fold', url: server.address + path })
    const cost = await page.cost(async () => {
      await page.call('deliverBurst', count)
      await page.call('end')
    })
    const seen = await page.call('look')
    await page.call('unmount')
    await page.call('plug')
    return { ...seen, cpu: (cost.cpu * 1000) / count, script: (cost.script * 1000) / count }
  },
}
