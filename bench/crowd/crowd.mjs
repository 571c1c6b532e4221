import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { connect } from './client.mjs'
import { createList } from './list.mjs'

/** One client of 100 reads everything. The others only look how far they are. */
const readersAmong = 100
/** Nobody waits longer for a list, in milliseconds. */
const longestMs = 60_000
/** The system refuses more new connections at once. */
const dialledAtOnce = 100

/** A crowd of bare sockets, one for each member of a channel. */
export async function gather({ address, size }) {
  const clients = []
  let latencies = []
  const read = ({ sentAt }) => latencies.push(performance.now() - sentAt)
  while (clients.length < size) {
    const indexes = Array.from({ length: Math.min(dialledAtOnce, size - clients.length) }, (_, i) => clients.length + i)
    const more = indexes.map((index) =>
      connect(address, index, index % readersAmong === 0 ? createList(read) : undefined),
    )
    clients.push(...(await Promise.all(more)))
  }
  const readers = clients.filter(({ list }) => list)
  let moves = 0
  const lastStates = []

  const stateOf = (index) => ({
    name: `Member ${index}`,
    cursor: { x: moves % 1000, y: index },
    sentAt: performance.now(),
  })

  function moveNext() {
    const index = moves % size
    moves += 1
    lastStates[index] = stateOf(index)
    clients[index].move(lastStates[index])
  }

  const hasReadAll = ({ list }) =>
    [...list.states()].every(({ cursor, sentAt }) => sentAt === lastStates[cursor.y].sentAt)

  async function haveReadAll() {
    const until = performance.now() + longestMs
    while (!readers.every(hasReadAll)) {
      if (performance.now() > until) throw new Error('Expected the last change of everybody to be read.')
      await delay(50)
    }
  }

  return {
    /**
     * All of them enter, spread over so many milliseconds. Resolves to how long it took until everybody knew everybody:
     * they are the only ones, or some of so many `members`.
     */
    async enter({ overMs, members = size }) {
      const began = performance.now()
      const complete = Promise.all(clients.map((client) => client.knows(members)))
      clients.forEach((client, index) => setTimeout(() => client.enter(stateOf(index)), (index / size) * overMs))
      await Promise.race([complete, delay(longestMs, undefined, { ref: false })])
      const took = performance.now() - began
      const { list } = readers.find((reader) => reader.list.size !== members) ?? {}
      if (list) throw new Error(`Expected ${members} members in every list, and found ${list.size} after ${took} ms.`)
      return took
    },

    /**
     * Everybody moves so often a second. Resolves to the milliseconds after which 99 of 100 of the changes that came were read,
     * once the last one of everybody was: of those that follow each other quickly, a server may leave out the first.
     */
    async move({ perSecond, seconds }) {
      const began = performance.now()
      const last = moves + size * perSecond * seconds
      latencies = []
      for (const first = moves; moves < last;) {
        const due = Math.min(last, first + ((performance.now() - began) / 1000) * size * perSecond)
        while (moves < due) moveNext()
        await delay(2)
      }
      await haveReadAll()
      const sorted = latencies.toSorted((a, b) => a - b)
      return sorted[Math.floor(sorted.length * 0.99)]
    },

    /** One of them moves. Resolves to the milliseconds after which all knew that. */
    async moveOne() {
      const began = performance.now()
      const all = Promise.all(clients.map((client) => client.knows(client.revision + 1)))
      moveNext()
      await all
      return performance.now() - began
    },

    /** How many have lost their link. */
    lost: () => clients.filter(({ socket }) => socket.readyState !== WebSocket.OPEN).length,

    leave() {
      for (const { socket } of clients) socket.terminate()
    },
  }
}
