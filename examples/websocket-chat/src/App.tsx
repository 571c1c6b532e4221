import { useState } from 'react'
import { Chat } from './Chat'
import { knownSelf } from './session'
import { Welcome } from './Welcome'

export function App() {
  const [self, setSelf] = useState(knownSelf)
  return self ? <Chat self={self} /> : <Welcome onReady={setSelf} />
}
