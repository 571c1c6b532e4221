import { useState } from 'react'
import { type BackendName, isBackend } from './backends'

/** Which backend this page is on. The address keeps it. */
export function useBackend(): [BackendName, (name: BackendName) => void] {
  const [backend, setBackend] = useState(() => {
    const name = new URLSearchParams(location.search).get('backend')
    return isBackend(name) ? name : 'WebSocket'
  })

  function choose(name: BackendName): void {
    const url = new URL(location.href)
    url.searchParams.set('backend', name)
    history.replaceState(null, '', url)
    setBackend(name)
  }

  return [backend, choose]
}
