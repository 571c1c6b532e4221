import { times, total } from './figure.mjs'

const count = 20_000

const figuresOf = (count, most) => [
  { title: 'CPU', unit: 'ms', value: (own) => own.cpu },
  { title: 'CPU × raw', ...times('cpu'), atMost: most },
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
  figures: figuresOf(count, 1.05),
  portion: 2,
  measure: measureBurst('fold'),
}

/** The same with a list of all of them (`useMessages`, limit 20,000) for the fold. */
export const messages = {
  name: 'messages',
  title: 'Burst of 20,000 small messages, all kept in a list',
  contestants: ['raw', 'ceiling', 'wirehooks'],
  guests: [],
  figures: figuresOf(count, 1.05),
  portion: 2,
  measure: measureBurst('list'),
}

/** The same over the other transports, beside what the platform or the library itself offers. */
export const sse = {
  name: 'sse',
  title: 'Server-Sent Events: burst of 50,000, folded into one state (raw is `EventSource`)',
  contestants: ['raw', 'wirehooks'],
  guests: [],
  figures: figuresOf(50_000, 0.3),
  portion: 2,
  measure: measureBurst('events', 50_000),
}

export const socketIO = {
  name: 'socket.io',
  title: 'Socket.IO: burst of 10,000, folded into one state (raw is `socket.io-client`)',
  contestants: ['raw', 'wirehooks'],
  guests: [],
  figures: figuresOf(10_000, 1.1),
  portion: 2,
  measure: measureBurst('packets', 10_000),
}

function measureBurst(scene, size = count) {
  return async ({ page, server, contestant, path }) => {
    const origin = scene === 'events' || scene === 'packets' ? server.address.replace('ws:', 'http:') : server.address
    await page.call('mount', { contestant, scene, url: origin + path })
    const cost = await page.cost(async () => {
      await server.tell('burst', { path, count: size })
      await page.call('end')
    })
    const seen = await page.call('look')
    await page.call('unmount')
    return { ...cost, ...seen }
  }
}
