import { useEffect, useRef } from 'react'
import { forgetToken } from './session'
import type { Chat } from './useChat'

/** The server closed with 4401, and once more with fresh credentials: trying on is of no use. */
export function SignedOut({ chat }: { chat: Chat }) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])

  function signIn() {
    forgetToken()
    chat.reconnect()
  }

  return (
    <main className="card">
      <div role="alert">
        <h1>You are signed out</h1>
        <p>The server does not accept the token of this tab. What you have sent is kept.</p>
      </div>
      <button ref={button} className="primary" onClick={signIn}>
        Sign in again
      </button>
    </main>
  )
}
