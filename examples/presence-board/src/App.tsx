import { backends } from './backends'
import { BackendSwitch } from './BackendSwitch'
import { somebodyElse } from './me'
import { useBackend } from './useBackend'
import { useMe } from './useMe'

/** Another backend is another board: we leave the one and enter the other. */
export function App() {
  const [backend, setBackend] = useBackend()
  const [me, rename] = useMe()
  const Backend = backends[backend]

  return (
    <>
      <header>
        <h1>Presence board</h1>
        <BackendSwitch value={backend} onChange={setBackend} />
        <button onClick={() => window.open(somebodyElse())}>Open as somebody else</button>
      </header>
      <Backend key={backend} me={me} onRename={rename} />
    </>
  )
}
