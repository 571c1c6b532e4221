import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App'

const url = import.meta.env.VITE_SERVER_URL ?? 'ws://127.0.0.1:8792'
const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App url={url} />
    </StrictMode>,
  )
}
