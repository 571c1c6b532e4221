import type { Presence } from './shared'

const words = {
  outside: 'Not connected',
  entering: 'Coming in…',
  present: 'Live',
  refused: 'Not let in',
}

/** How many are here, and whether that is known for sure. */
export function Status({ presence }: { presence: Presence }) {
  const { count, status, error } = presence
  return (
    <div className="count">
      <h2>{count === 1 ? '1 person here' : `${count} people here`}</h2>
      <p className="status" data-status={status}>
        {error ? error.message : words[status]}
      </p>
    </div>
  )
}
