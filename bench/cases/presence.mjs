import { times, total } from './figure.mjs'

const size = 200
const perSecond = 10
const seconds = 5
const one = 'k17'

/** A crowd that moves, and one component that shows one of them, who moves once a second. */
export const presence = {
  name: 'presence',
  title: 'Presence: 200 members who change 10 times a second, for 5 s; one component shows one of them',
  contestants: ['raw', 'ceiling', 'wirehooks'],
  guests: [],
  figures: [
    { title: 'CPU', unit: 'ms', value: (own) => own.cpu },
    { title: 'CPU × ceiling', ...times('cpu', 'ceiling'), atMost: 1.5 },
    { title: 'CPU × raw', ...times('cpu') },
    { title: 'on screen', value: (own) => own.shown, exactly: perSecond * (seconds - 1) + 2 },
    { title: 'renders', value: (own) => own.renders, exactly: seconds },
  ],

  async measure({ page, server, contestant, path }) {
    await page.call('mount', { contestant, scene: 'crowd', url: server.address + path })
    const cost = await page.cost(async () => {
      await server.tell('crowd', { path, size, perSecond, seconds, one })
      await page.call('end')
    })
    const seen = await page.call('look')
    await page.call('unmount')
    // Once when they come; their first change is in the same frame or the next.
    return { ...cost, shown: Number(seen.shown), renders: total(seen.renders) - 1 }
  },
}
