import { type SubmitEvent, useEffect, useRef } from 'react'
import type { Self } from '../protocol'
import { becomeSelf } from './session'

export function Welcome({ onReady }: { onReady: (self: Self) => void }) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const name = input.current?.value.trim()
    if (name) onReady(becomeSelf(name))
  }

  return (
    <main className="card">
      <h1>Who are you?</h1>
      <p>A name for this tab. Another tab, or another window, can be somebody else.</p>
      <form className="row" onSubmit={submit}>
        <label className="grow">
          <span className="label">Your name</span>
          <input ref={input} name="name" required maxLength={24} autoComplete="off" pattern=".*\S.*" />
        </label>
        <button className="primary">Come in</button>
      </form>
    </main>
  )
}
