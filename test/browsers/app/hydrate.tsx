import { StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { Chat } from './Chat'

/** Takes over what the server has rendered into the page, if it has; the address names what it connects to. */
export function hydrate(): void {
  const main = document.querySelector('main')
  const url = new URL(location.href).searchParams.get('connect')
  if (!main?.firstChild || !url) return
  const app = (
    <StrictMode>
      <Chat url={url} />
    </StrictMode>
  )
  hydrateRoot(main, app, { onRecoverableError: (error) => console.error(`recovered: ${String(error)}`) })
}
