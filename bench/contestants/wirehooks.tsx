import { type ReactNode, memo, useEffect, useLayoutEffect } from 'react'
import {
  type ConnectionView,
  type UseWebSocketOptions,
  json,
  useEvent,
  useEventSource,
  useFold,
  useLatest,
  useMessages,
  useOthers,
  usePresence,
  useWebSocket,
} from 'wirehooks'
import { useSocketIO } from 'wirehooks/socket.io'
import {
  type Contestant,
  type Message,
  type Scene,
  type Shared,
  type Tick,
  add,
  empty,
  keysOf,
  limit,
  one,
} from '../page/scene'
import { inReact } from './inReact'

interface Events {
  tick: Tick
  end: unknown
}

type Functions = { [Event in keyof Events]: (data: Events[Event]) => void }

/** As in our README. */
export const wirehooks: Contestant = {
  fold: inReact(({ scene }) => {
    scene.rendered()
    const feed = useFeed(scene, { onMessage: scene.saw })
    return useFold(feed, 'tick', add, empty).count
  }),

  events: inReact(({ scene }) => {
    scene.rendered()
    const feed = useEventSource<Events>(scene.url, { onOpen: scene.opened, onMessage: scene.saw })
    useEvent(feed, 'end', scene.ended)
    return useFold(feed, 'tick', add, empty).count
  }),

  packets: inReact(({ scene }) => {
    scene.rendered()
    const feed = useSocketIO<Functions>(scene.url, {
      manager: { transports: ['websocket'] },
      onOpen: scene.opened,
      onMessage: scene.saw,
    })
    useEvent(feed, 'end', scene.ended)
    return useFold(feed, 'tick', add, empty).count
  }),

  list: inReact(({ scene }) => {
    scene.rendered()
    const feed = useFeed(scene, { onMessage: scene.saw })
    return useMessages(feed, 'tick', { limit }).length
  }),

  rows: inReact(Rows),

  rowsWithHooks: inReact(RowsWithHooks),

  crowd: inReact(({ scene }) => {
    scene.rendered()
    const feed = useFeed(scene)
    const presence = usePresence<Shared>(feed, { key: 'me', initial: { name: 'Me', cursor: { x: 0, y: 0 } } })
    return useOthers(presence, (others) => others.find(({ key }) => key === one)?.state.cursor.x)
  }),

  sender: inReact(({ scene }) => {
    const feed = useFeed(scene)
    useEffect(() => {
      scene.send = (data) => void feed.emit('tick', data)
    }, [scene, feed])
    return null
  }),

  hooks: inReact(({ scene }) => (
    <ol>
      {keysOf(scene.size).map((key) => (
        <Hook key={key} scene={scene} />
      ))}
    </ol>
  )),

  first: inReact(({ scene }) => {
    const feed = useFeed(scene)
    const value = useLatest(feed, 'tick')?.value
    useLayoutEffect(() => {
      if (value !== undefined) scene.ended()
    }, [scene, value])
    return value
  }),
}

function useFeed(scene: Scene, options?: UseWebSocketOptions<Events>) {
  const feed = useWebSocket<Events, Events>(scene.url, { onOpen: scene.opened, ...options })
  useEvent(feed, 'end', scene.ended)
  return feed
}

type Prices = Record<string, Tick>

/** With the key as the event's name, a message touches only the row that shows it. */
const byKey = json({ event: (message: Message) => (message.type === 'tick' ? message.payload.key : message.type) })

function Rows({ scene }: { scene: Scene }): ReactNode {
  const feed = useWebSocket<Prices>(scene.url, { codec: byKey, onOpen: scene.opened })
  useEvent(feed, 'end', scene.ended)
  return (
    <ol>
      {keysOf(scene.size).map((key) => (
        <Row key={key} name={key} feed={feed} scene={scene} />
      ))}
    </ol>
  )
}

interface RowProps {
  name: string
  feed: ConnectionView<Prices>
  scene: Scene
}

const Row = memo(function Row({ name, feed, scene }: RowProps) {
  scene.rendered(name)
  return <li>{useLatest(feed, name, (data) => data.value)}</li>
})

function RowsWithHooks({ scene }: { scene: Scene }): ReactNode {
  const feed = useWebSocket<Prices>(scene.url, { codec: byKey, onOpen: scene.opened })
  useEvent(feed, 'end', scene.ended)
  return (
    <ol>
      {keysOf(scene.size).map((key) => (
        <RowWithHook key={key} name={key} scene={scene} />
      ))}
    </ol>
  )
}

const RowWithHook = memo(function RowWithHook({ name, scene }: Omit<RowProps, 'feed'>) {
  scene.rendered(name)
  const feed = useWebSocket<Prices>(scene.url, { codec: byKey })
  return <li>{useLatest(feed, name, (data) => data.value)}</li>
})

function Hook({ scene }: { scene: Scene }) {
  const { status } = useWebSocket(scene.url)
  useEffect(() => {
    if (status === 'open') scene.opened()
  }, [status, scene])
  return <li>{status}</li>
}
