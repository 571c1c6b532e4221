import { lastValues } from '../messages.mjs'
import { times } from './figure.mjs'

const size = 500
const count = 10_000
const perSecond = 1_000

/** A steady stream into a table, as of prices. */
export const cells = {
  name: 'cells',
  portion: 1.5,
  title: '1,000 messages a second into 500 cells, for 10 s',
  contestants: ['raw', 'ceiling', 'wirehooks'],
  guests: ['react-use-websocket', 'partysocket'],
  figures: [
    { title: 'CPU share', unit: '%', digits: 1, value: (own) => own.share },
    { title: 'CPU share × raw', ...times('share'), atMost: 1.1 },
    { title: 'script × raw', ...times('script') },
    { title: 'fps', value: (own) => own.frames / own.seconds },
    { title: 'p99 frame', unit: 'ms', value: (own) => own.p99 },
    { title: 'cells right', value: (own) => own.right, exactly: size },
  ],

  async measure({ page, server, contestant, path }) {
    await page.call('mount', { contestant, scene: 'rows', url: server.address + path, size })
    const cost = await page.cost(async () => {
      await server.tell('paced', { path, count, perSecond, keys: size })
      await page.call('end')
    })
    const seen = await page.call('look')
    await page.call('unmount')
    const expected = lastValues(count, size)
    const right = seen.rows.filter((text, row) => text === expected[row]).length
    return { ...cost, ...seen, right, share: cost.cpu / seen.seconds / 10 }
  },
}
