import { StrictMode, version } from 'react'
import { createRoot } from 'react-dom/client'
import { Live, type Servers } from './Live'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no root')
const { ws, events, io }: Partial<Servers> = Object.fromEntries(new URLSearchParams(location.search))
if (!ws || !events || !io) throw new Error('Name the servers: ?ws=…&events=…&io=…')

createRoot(root).render(
  <StrictMode>
    <p>React {version}</p>
    <Live ws={ws} events={events} io={io} />
  </StrictMode>,
)
