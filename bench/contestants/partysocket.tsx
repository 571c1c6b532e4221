import { useWebSocket } from 'partysocket/react'
import { memo, useEffect, useLayoutEffect, useState } from 'react'
import { type Contestant, type Message, type Scene, type Tick, add, empty, keysOf } from '../page/scene'
import { inReact } from './inReact'

/** As in its documentation: the hook gives a socket, `onMessage` sets state. Nothing is shared: each hook is a socket. */
export const partysocket: Contestant = {
  fold: inReact(({ scene }) => {
    scene.rendered()
    const [state, setState] = useState(empty)
    useTicks(scene, (data) => setState((before) => add(before, data)))
    return state.count
  }),

  list: inReact(({ scene }) => {
    scene.rendered()
    const [list, setList] = useState<Tick[]>([])
    useTicks(scene, (data) => setList((before) => [...before, data]))
    return list.length
  }),

  rows: inReact(({ scene }) => {
    const [values, setValues] = useState<Record<string, number>>({})
    useTicks(scene, (data) => setValues((before) => ({ ...before, [data.key]: data.value })))
    return (
      <ol>
        {keysOf(scene.size).map((key) => (
          <Row key={key} name={key} value={values[key]} scene={scene} />
        ))}
      </ol>
    )
  }),

  sender: inReact(({ scene }) => {
    const socket = useWebSocket(scene.url, undefined, { onOpen: scene.opened })
    useEffect(() => {
      scene.send = (data) => socket.send(JSON.stringify({ type: 'tick', payload: data }))
    }, [scene, socket])
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
    const [value, setValue] = useState<number>()
    useTicks(scene, (data) => setValue(data.value))
    useLayoutEffect(() => {
      if (value !== undefined) scene.ended()
    }, [scene, value])
    return value
  }),
}

function useTicks(scene: Scene, onTick: (data: Tick) => void) {
  return useWebSocket(scene.url, undefined, {
    onOpen: scene.opened,
    onMessage(event) {
      const message: Message = JSON.parse(event.data)
      scene.saw()
      if (message.type === 'tick') onTick(message.payload)
      else scene.ended()
    },
  })
}

interface RowProps {
  name: string
  value: number | undefined
  scene: Scene
}

const Row = memo(function Row({ name, value, scene }: RowProps) {
  scene.rendered(name)
  return <li>{value}</li>
})

function Hook({ scene }: { scene: Scene }) {
  const [status, setStatus] = useState('connecting')
  useWebSocket(scene.url, undefined, {
    onOpen() {
      setStatus('open')
      scene.opened()
    },
  })
  return <li>{status}</li>
}
