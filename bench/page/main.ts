import { contestants } from '../contestants'
import { tick } from '../messages.mjs'
import { FakeSocket, deliver } from './fakeSocket'
import { type Frames, watchFrames } from './frames'
import type { Contestant, Scene } from './scene'

interface Run {
  contestant: string
  scene: keyof Contestant
  url: string
  /** How many rows, or hooks. @default 1 */
  size?: number
  /** How many must say that they are open before the scene counts as mounted. @default 1 */
  opens?: number
}

/** The platform's, and remembers the newest, so that `send` can see it drain whoever made it. */
class WatchedSocket extends WebSocket {
  static newest: WebSocket

  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols)
    WatchedSocket.newest = this
  }
}

const stage = document.querySelector('main')!

let scene: Scene
let fail: (reason: unknown) => void = () => {}
let errors: string[] = []
let unmount = () => {}
let ended: Promise<void>
let stopFrames: () => Frames
let saw = 0
let renders = new Map<string, number>()

/** Puts a contestant on the stage; resolves when it is connected and has come to rest. */
async function mount({ contestant, scene: name, url, size = 1, opens = 1 }: Run) {
  const open = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  let opened = 0
  fail = open.reject
  ended = end.promise
  scene = {
    url,
    size,
    opened: () => ++opened === opens && open.resolve(),
    saw: () => saw++,
    rendered: (who = '') => renders.set(who, (renders.get(who) ?? 0) + 1),
    ended: end.resolve,
  }
  const element = stage.appendChild(document.createElement('section'))
  const stop = contestants[contestant]![name]!(element, scene)
  unmount = () => {
    stop()
    element.remove()
  }
  await open.promise
  await rest()
  watch()
}

addEventListener('error', (event) => {
  // Printing thousands of them would be measured too.
  event.preventDefault()
  errors.push(event.message)
  fail(event.error)
})

/** What nobody caught since it was last asked for. */
function takeErrors() {
  const [first] = errors
  const taken = { count: errors.length, first }
  errors = []
  return taken
}

/** From here on messages, renders and frames are counted. */
function watch() {
  saw = 0
  renders = new Map()
  stopFrames = watchFrames()
}

/** Resolves when the last message was seen and what it changed is on the screen. */
async function end() {
  await ended
  await rest()
}

/** What there is to see, and what was counted since `watch`. */
const look = () => ({
  ...stopFrames(),
  saw,
  renders: Object.fromEntries(renders),
  shown: stage.textContent,
  rows: Array.from(stage.querySelectorAll('li'), (row) => row.textContent),
})

/** Sends in tasks of `perTask`, and lets the socket drain between them. */
async function send(count: number, perTask: number) {
  for (let id = 0; id < count;) {
    for (const end = id + perTask; id < end; id++) scene.send!({ id, key: `k${id % 200}`, value: id / 1000 })
    do await new Promise((resolve) => setTimeout(resolve, 4))
    while (WatchedSocket.newest.bufferedAmount > 0)
  }
}

/** Mounts and unmounts `times` times; milliseconds from each mount until its first message was in the document. */
async function first(contestant: string, url: string, times: number) {
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const seen = Promise.withResolvers<void>()
    const element = stage.appendChild(document.createElement('section'))
    const nothing = () => {}
    const started = performance.now()
    const stop = contestants[contestant]!.first!(element, {
      url: `${url}/${i}?greet`,
      size: 1,
      opened: nothing,
      saw: nothing,
      rendered: nothing,
      ended() {
        took.push(performance.now() - started)
        seen.resolve()
      },
    })
    await seen.promise
    await new Promise((resolve) => setTimeout(resolve, 50))
    stop()
    element.remove()
  }
  return took
}

/** Two frames and a task: enough for what was scheduled to be rendered, and its effects to run. */
async function rest() {
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame)
  await new Promise((resolve) => setTimeout(resolve))
}

/** From here on no socket reaches the network. */
function unplug() {
  Object.assign(globalThis, { WebSocket: FakeSocket })
}

function plug() {
  Object.assign(globalThis, { WebSocket: WatchedSocket })
}

/** A burst for the unplugged. */
const deliverBurst = (count: number) => deliver(scene.url, burstOf(count))

let burst: string[] = []

function burstOf(count: number) {
  if (burst.length !== count + 1) {
    burst = Array.from({ length: count }, (_, id) => tick(id))
    burst.push('{"type":"end"}')
  }
  return burst
}

plug()
Object.assign(globalThis, {
  bench: { mount, watch, end, look, takeErrors, send, first, unplug, plug, deliverBurst, unmount: () => unmount() },
})
