import { createContext, memo, useContext, useEffect, useState } from 'react'
import { type Contestant, type Message, type Scene, add, empty, keysOf } from '../page/scene'
import { inReact } from './inReact'

/** The first thing one thinks of: a socket in an effect, and state in a React context. */
export const context: Contestant = {
  fold: inReact(({ scene }) => {
    const last = useSocket<Message | undefined>(scene, undefined, (_last, message) => message)
    return (
      <Last value={last}>
        <Total scene={scene} />
      </Last>
    )
  }),

  rows: inReact(({ scene }) => {
    const values = useSocket<Record<string, number>>(scene, {}, (before, message) =>
      message.type === 'tick' ? { ...before, [message.payload.key]: message.payload.value } : before,
    )
    return (
      <Values value={values}>
        <Rows scene={scene} />
      </Values>
    )
  }),
}

const Last = createContext<Message | undefined>(undefined)
const Values = createContext<Record<string, number>>({})

function useSocket<State>(scene: Scene, initial: State, step: (state: State, message: Message) => State) {
  const [state, setState] = useState(initial)
  const [first] = useState(() => step)
  useEffect(() => {
    const socket = new WebSocket(scene.url)
    socket.onopen = scene.opened
    socket.onmessage = (event) => {
      const message: Message = JSON.parse(event.data)
      scene.saw()
      setState((before) => first(before, message))
      if (message.type === 'end') scene.ended()
    }
    return () => socket.close()
  }, [scene, first])
  return state
}

/** Folds the last message in an effect. Those between two renders it never sees. */
function Total({ scene }: { scene: Scene }) {
  scene.rendered()
  const last = useContext(Last)
  const [state, setState] = useState(empty)
  useEffect(() => {
    if (last?.type === 'tick') setState((before) => add(before, last.payload))
  }, [last])
  return state.count
}

const Rows = memo(function Rows({ scene }: { scene: Scene }) {
  return (
    <ol>
      {keysOf(scene.size).map((key) => (
        <Row key={key} name={key} scene={scene} />
      ))}
    </ol>
  )
})

function Row({ name, scene }: { name: string; scene: Scene }) {
  scene.rendered(name)
  return <li>{useContext(Values)[name]}</li>
}
