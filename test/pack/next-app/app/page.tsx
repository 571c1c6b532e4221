import { version } from 'react'
import type { Status } from 'wirehooks'
import { createConnection, webSocket } from 'wirehooks/vanilla'
import { Live, type Servers } from './Live'

/** A server component: it takes types from the client module, and values from the door that needs no React. */
export default async function Page({ searchParams }: { searchParams: Promise<Servers> }) {
  const { ws, events, io } = await searchParams
  const status: Status = createConnection(webSocket(ws)).store.getState().status
  return (
    <main>
      <p>React {version}</p>
      <p>On the server: {status}</p>
      <Live ws={ws} events={events} io={io} />
    </main>
  )
}
