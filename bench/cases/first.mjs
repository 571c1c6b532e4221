import { median } from '../median.mjs'
import { above } from './figure.mjs'

const times = 20

/** The one case in wall time: most of it is waiting. The server sends one message to whoever connects. */
export const first = {
  name: 'first',
  title: `From mount to the first message in the document, median of ${times} mounts a round`,
  contestants: ['raw', 'ceiling', 'wirehooks'],
  guests: ['react-use-websocket', 'partysocket'],
  figures: [
    { title: 'took', unit: 'ms', digits: 2, value: (own) => own.took },
    { title: 'above raw', unit: 'ms', ...above('took'), atMost: 2.5 },
  ],

  async measure({ page, server, contestant, path }) {
    return { took: median(await page.call('first', contestant, server.address + path, times)) }
  },
}
