import { memo, useEffect, useLayoutEffect, useState } from 'react'
import reactUseWebsocketModule from 'react-use-websocket'
import { type Contestant, type Message, type Scene, type Tick, add, empty, keysOf } from '../page/scene'
import { inReact } from './inReact'

// A CommonJS package whose `default` a bundler may or may not have unwrapped.
const useWebSocket =
  (reactUseWebsocketModule as { default?: typeof reactUseWebsocketModule }).default ?? reactUseWebsocketModule

/** As in its README: `lastJsonMessage` and an effect, `share` for one socket, `filter` where only some messages matter. */
export const reactUseWebsocket: Contestant = {
  fold: inReact(({ scene }) => {
    scene.rendered()
    const { lastJsonMessage } = useWebSocket<Message | null>(scene.url, { onOpen: scene.opened, onMessage: scene.saw })
    const [state, setState] = useState(empty)
    useEffect(() => {
      if (lastJsonMessage?.type === 'tick') setState((before) => add(before, lastJsonMessage.payload))
      else if (lastJsonMessage) scene.ended()
    }, [scene, lastJsonMessage])
    return state.count
  }),

  rows: inReact(({ scene }) => {
    useWebSocket(scene.url, {
      share: true,
      onOpen: scene.opened,
      filter: () => false,
      onMessage: (event) => {
        if (JSON.parse(event.data).type === 'end') scene.ended()
      },
    })
    return (
      <ol>
        {keysOf(scene.size).map((key) => (
          <Row key={key} name={key} scene={scene} />
        ))}
      </ol>
    )
  }),

  sender: inReact(({ scene }) => {
    const { sendJsonMessage } = useWebSocket(scene.url, { onOpen: scene.opened })
    useEffect(() => {
      scene.send = (data: Tick) => sendJsonMessage({ type: 'tick', payload: data })
    }, [scene, sendJsonMessage])
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
    const { lastJsonMessage } = useWebSocket<Message | null>(scene.url)
    const value = lastJsonMessage?.type === 'tick' ? lastJsonMessage.payload.value : undefined
    useLayoutEffect(() => {
      if (value !== undefined) scene.ended()
    }, [scene, value])
    return value
  }),
}

const Row = memo(function Row({ name, scene }: { name: string; scene: Scene }) {
  scene.rendered(name)
  const { lastJsonMessage } = useWebSocket<Message | null>(scene.url, {
    share: true,
    filter: (event) => JSON.parse(event.data).payload?.key === name,
  })
  return <li>{lastJsonMessage?.type === 'tick' && lastJsonMessage.payload.value}</li>
})

function Hook({ scene }: { scene: Scene }) {
  const { readyState } = useWebSocket(scene.url, { share: true })
  useEffect(() => {
    if (readyState === 1) scene.opened()
  }, [readyState, scene])
  return <li>{readyState}</li>
}
