import { type ReactNode, memo, useEffect, useLayoutEffect, useState } from 'react'
import { useStore } from 'zustand'
import { type StoreApi, createStore } from 'zustand/vanilla'
import {
  changedIn,
  type Contestant,
  type CrowdMessage,
  type Message,
  type Scene,
  type Someone,
  type Tick,
  add,
  empty,
  keysOf,
  one,
} from '../page/scene'
import { inReact } from './inReact'

/**
 * What one would write by hand for exactly this: one socket, a zustand store beside it, published once a frame. It knows
 * no retries, no queue, no sharing by URL, and is what a library can at best be.
 */
export const ceiling: Contestant = {
  fold: withFeed({
    initial: () => empty,
    step: add,
    Show({ store, scene }) {
      scene.rendered()
      return useStore(store, ({ state }) => state.count)
    },
  }),

  list: withFeed<Tick[]>({
    initial: () => [],
    step: (list, data) => {
      list.push(data)
      return list
    },
    Show({ store, scene }) {
      scene.rendered()
      return useStore(store, ({ state }) => state.length)
    },
  }),

  rows: withFeed<Map<string, number>>({
    initial: () => new Map(),
    step: (values, data) => values.set(data.key, data.value),
    Show: ({ store, scene }) => (
      <ol>
        {keysOf(scene.size).map((key) => (
          <Row key={key} name={key} store={store} scene={scene} />
        ))}
      </ol>
    ),
  }),

  sender: withFeed({ initial: () => empty, step: add, Show: () => null }),

  crowd: inReact(function Crowd({ scene }) {
    const [store] = useState(() => createStore(() => ({ crowd: new Map<string, Someone>() })))
    useEffect(() => follow(store, scene), [store, scene])
    const x = useStore(store, ({ crowd }) => crowd.get(one)?.state.cursor.x)
    scene.rendered()
    return x
  }),

  hooks: inReact(({ scene }) => (
    <ol>
      {keysOf(scene.size).map((key) => (
        <Hook key={key} scene={scene} />
      ))}
    </ol>
  )),

  first: withFeed<Tick | undefined>({
    initial: () => undefined,
    step: (_last, data) => data,
    Show({ store, scene }) {
      const value = useStore(store, ({ state }) => state?.value)
      useLayoutEffect(() => {
        if (value !== undefined) scene.ended()
      }, [scene, value])
      return value
    },
  }),
}

type FeedStore<State> = StoreApi<{ state: State }>

interface Feed<State> {
  initial(): State
  step(state: State, data: Tick): State
  Show(props: { store: FeedStore<State>; scene: Scene }): ReactNode
}

function withFeed<State>({ initial, step, Show }: Feed<State>) {
  return inReact(function WithFeed({ scene }) {
    const [store] = useState(() => createStore(() => ({ state: initial() })))
    useEffect(() => feed(store, step, scene), [store, scene])
    return <Show store={store} scene={scene} />
  })
}

/** Fills the store: the first message at once, those after it once a frame. */
function feed<State>(store: FeedStore<State>, step: Feed<State>['step'], scene: Scene) {
  let { state } = store.getState()
  let frame = 0
  let waiting = false
  const publish = () => {
    waiting = false
    store.setState({ state })
    frame = requestAnimationFrame(() => {
      frame = 0
      if (waiting) publish()
    })
  }

  const socket = new WebSocket(scene.url)
  socket.onopen = scene.opened
  socket.onmessage = (event) => {
    const message: Message = JSON.parse(event.data)
    scene.saw()
    if (message.type === 'end') return scene.ended()
    state = step(state, message.payload)
    if (frame) waiting = true
    else publish()
  }
  scene.send = (data) => socket.send(JSON.stringify({ type: 'tick', payload: data }))
  return () => {
    cancelAnimationFrame(frame)
    socket.close()
  }
}

/** A map of everybody, published once a frame. */
function follow(store: StoreApi<{ crowd: Map<string, Someone> }>, scene: Scene) {
  const { crowd } = store.getState()
  let frame = 0
  const socket = new WebSocket(scene.url)
  socket.onopen = scene.opened
  socket.onmessage = (event) => {
    const message: CrowdMessage = JSON.parse(event.data)
    if (message.type === 'end') return scene.ended()
    const { payload } = message
    for (const member of changedIn(payload)) crowd.set(member.id, member)
    frame ||= requestAnimationFrame(() => {
      frame = 0
      store.setState({ crowd })
    })
  }
  return () => {
    cancelAnimationFrame(frame)
    socket.close()
  }
}

interface RowProps {
  name: string
  store: FeedStore<Map<string, number>>
  scene: Scene
}

const Row = memo(function Row({ name, store, scene }: RowProps) {
  scene.rendered(name)
  return <li>{useStore(store, ({ state }) => state.get(name))}</li>
})

const status = createStore<{ status: string }>(() => ({ status: 'idle' }))
let shared: WebSocket | undefined
let users = 0

/** One socket for all who ask; the last who leaves closes it. */
function join(url: string) {
  if (users++ === 0) {
    shared = new WebSocket(url)
    status.setState({ status: 'connecting' })
    shared.onopen = () => status.setState({ status: 'open' })
  }
  return () => {
    if (--users > 0) return
    shared?.close()
    status.setState({ status: 'idle' })
  }
}

function Hook({ scene }: { scene: Scene }) {
  const now = useStore(status, (state) => state.status)
  useEffect(() => join(scene.url), [scene.url])
  useEffect(() => {
    if (now === 'open') scene.opened()
  }, [now, scene])
  return <li>{now}</li>
}
