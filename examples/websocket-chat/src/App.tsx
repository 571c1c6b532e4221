import { useState } from 'react'
import { Chat } from './Chat'
import { knownPerson } from './session'
import { Welcome } from './Welcome'

export function App() {
  const [me, setMe] = useState(knownPerson)
  return me ? <Chat me={me} /> : <Welcome onReady={setMe} />
}
