import { times, total } from './figure.mjs'

const count = 20_000

const figures = [
  { title: 'CPU', unit: 'ms', value: (own) => own.cpu },
  { title: 'CPU × raw', ...times('cpu'), atMost: 1.05 },
  { title: 'wall', unit: 'ms', value: (own) => own.seconds * 1000 },
  { title: 'on screen', value: (own) => Number(own.shown), exactly: count },
  { title: 'seen by callback', value: (own) => own.saw - 1, exactly: count },
  { title: 'renders', value: (own) => total(own.renders) },
  { title: 'renders a frame', digits: 2, value: (own) => total(own.renders) / own.frames, atMost: 1 },
  { title: 'longest frame', unit: 'ms', value: (own) => own.longest },
]

/** Every contestant folds all messages into one state, counts them in a plain callback, and shows the count. */
export const burst = {
  name: 'burst',
  title: 'Burst of 20,000 small messages, folded into one state',
  contestants: ['raw', 'ceiling', 'wirehooks'],
  guests: ['react-use-websocket', 'partysocket', 'react context'],
  figures,
  portion: 2,
  measure: measureBurst('fold'),
}

/** The same with a list of all of them (`useMessages`, limit 20,000) for the fold. */
export const messages = {
  name: 'messages',
  title: 'Burst of 20,000 small messages, all kept in a list',
  contestants: ['raw', 'ceiling', 'wirehooks'],
  guests: [],
  figures,
  portion: 2,
  measure: measureBurst('list'),
}

function measureBurst(scene) {
  return async ({ page, server, contestant, path }) => {
    await page.call('mount', { contestant, scene, url: server.address + path })
    const cost = await page.cost(async () => {
      await server.tell('burst', { path, count })
      await page.call('end')
    })
    const seen = await page.call('look')
    await page.call('unmount')
    return { ...cost, ...seen }
  }
}
