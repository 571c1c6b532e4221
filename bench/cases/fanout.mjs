import { lastValues } from '../messages.mjs'
import { times, total } from './figure.mjs'

const size = 200
const count = 10_000
const asked = 'k17'

const figures = [
  { title: 'CPU', unit: 'ms', value: (own) => own.cpu },
  { title: 'CPU × raw', ...times('cpu'), atMost: 1.15 },
  { title: 'rows right', value: (own) => own.right, exactly: size },
  { title: 'renders in the burst', value: (own) => own.renders },
  { title: 'then, for one key: its renders', value: (own) => own.interested },
  { title: 'renders of the others', value: (own) => own.others, exactly: 0 },
]

/** One connection, 200 components, each wanting one key. First a burst for all, then a second of messages for one. */
export const fanout = {
  name: 'fan-out',
  title: 'Fan-out: one connection, 200 components each wanting one key of 200, 10,000 messages',
  contestants: ['raw', 'ceiling', 'wirehooks'],
  guests: ['react-use-websocket', 'partysocket', 'react context'],
  ...playedIn('rows'),
}

/** The same, and every component calls the hook itself: what does it cost to render one? */
export const fanoutHooks = {
  name: 'fan-out-hooks',
  portion: 1.5,
  title: 'Fan-out: the same, and each of the 200 components calls the hook itself',
  contestants: ['raw', 'ceiling', 'wirehooks'],
  guests: [],
  ...playedIn('rowsWithHooks'),
}

function playedIn(scene) {
  return { figures, measure: (parts) => measure(scene, parts) }
}

async function measure(scene, { page, server, contestant, path }) {
  await page.call('mount', { contestant, scene, url: server.address + path, size })
  const cost = await page.cost(async () => {
    await server.tell('burst', { path, count, keys: size })
    await page.call('end')
  })
  const burst = await page.call('look')

  await page.call('watch')
  await server.tell('paced', { path, count: 20, perSecond: 20, keys: [asked] })
  await page.call('end')
  const quiet = await page.call('look')
  await page.call('unmount')

  const expected = lastValues(count, size)
  const { [asked]: interested = 0, ...others } = quiet.renders
  return {
    ...cost,
    right: burst.rows.filter((text, row) => text === expected[row]).length,
    renders: total(burst.renders),
    interested,
    others: total(others),
  }
}
