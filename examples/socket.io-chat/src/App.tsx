import { useState } from 'react'
import { Chat } from './Chat'
import { knownName, rememberName } from './session'
import { Welcome } from './Welcome'

/** `name` is who one is at first, unless one has to say so. */
export function App({ name }: { name?: string }) {
  const [me, setMe] = useState(() => name ?? knownName())

  function become(name: string | null) {
    rememberName(name)
    setMe(name)
  }

  return me ? <Chat me={me} onLeave={() => become(null)} /> : <Welcome onReady={become} />
}
