import { type SubmitEvent, useEffect, useRef } from 'react'

export function Welcome({ onReady }: { onReady: (name: string) => void }) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const name = input.current?.value.trim()
    if (name) onReady(name)
  }

  return (
    <main className="card">
      <h1>Sign in</h1>
      <p>Any name will do. Ada and Grace are staff, and may enter a room that others may not.</p>
      <form onSubmit={submit}>
        <label className="grow">
          <span className="label">Your name</span>
          <input ref={input} name="name" required maxLength={24} autoComplete="off" pattern=".*\S.*" />
        </label>
        <button className="primary">Sign in</button>
      </form>
    </main>
  )
}
