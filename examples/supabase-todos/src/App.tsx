import { useState } from 'react'
import { Board } from './Board'
import { knownPerson } from './session'
import { Welcome } from './Welcome'

export function App() {
  const [me, setMe] = useState(knownPerson)
  return me ? <Board me={me} /> : <Welcome onReady={setMe} />
}
