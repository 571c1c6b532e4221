import { useState } from 'react'
import { Chat } from './Chat'
import { knownName, rememberName } from './session'
import { Welcome } from './Welcome'

export function App() {
  const [me, setMe] = useState(knownName)

  function become(name: string | null) {
    rememberName(name)
    setMe(name)
  }

  return me ? <Chat me={me} onLeave={() => become(null)} /> : <Welcome onReady={become} />
}
