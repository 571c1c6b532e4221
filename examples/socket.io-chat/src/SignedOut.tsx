import { useEffect, useRef } from 'react'
import type { Chat } from './useChat'

/** The server said no, and no again to a fresh token: trying on is of no use. */
export function SignedOut({ chat, onLeave }: { chat: Chat; onLeave: () => void }) {
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => button.current?.focus(), [])
  const cause = chat.error?.cause

  return (
    <main className="card">
      <div role="alert">
        <h1>You are signed out</h1>
        <p>{cause instanceof Error ? cause.message : chat.error?.message} What you have written is kept.</p>
      </div>
      <div className="choices">
        <button ref={button} className="primary" onClick={chat.reconnect}>
          Sign in again
        </button>
        <button onClick={onLeave}>As somebody else</button>
      </div>
    </main>
  )
}
