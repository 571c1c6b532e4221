import { type SubmitEvent, useState } from 'react'
import { names, otherThan } from './names'
import { Problem } from './Problem'
import type { Session } from './session'
import { useRequest } from './useRequest'

export function SendForm({ session }: { session: Session }) {
  const { isBusy, problem, send } = useRequest(session)
  const [draft, setDraft] = useState({ id: newId(), text: '' })
  const other = otherThan(session.user)

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    // The same id until it is through: when the answer is lost and it is sent again, it still arrives once.
    const isSent = await send(`/users/${other}/notifications`, draft)
    if (isSent) setDraft({ id: newId(), text: '' })
  }

  return (
    <section className="panel" aria-labelledby="send-title">
      <h2 id="send-title">Notify {names[other]}</h2>
      <form className="row" onSubmit={(event) => void submit(event)}>
        <label className="grow">
          <span className="unseen">What {names[other]} should know</span>
          <input
            name="text"
            required
            maxLength={280}
            pattern=".*\S.*"
            autoComplete="off"
            placeholder="Lunch is ready"
            readOnly={isBusy}
            value={draft.text}
            onChange={(event) => setDraft({ ...draft, text: event.target.value })}
          />
        </label>
        <button className="primary" aria-disabled={isBusy}>
          Send
        </button>
      </form>
      <Problem text={problem} />
    </section>
  )
}

function newId(): string {
  return crypto.randomUUID()
}
