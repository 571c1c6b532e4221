import type { WireError } from 'wirehooks'
import { Refusal } from './granted'

/** Why the server does not let us into a room. */
export function NoEntry({ error }: { error: WireError }) {
  return (
    <div className="no-entry" role="alert">
      <svg viewBox="0 0 24 24" width="40" height="40" aria-hidden="true">
        <path
          fill="currentColor"
          d="M7 10V7.5a5 5 0 0 1 10 0V10h.5A1.5 1.5 0 0 1 19 11.5v8a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19.5v-8A1.5 1.5 0 0 1 6.5 10H7zm2 0h6V7.5a3 3 0 0 0-6 0V10z"
        />
      </svg>
      <p>
        {error.cause instanceof Refusal ? error.cause.message : 'The server did not answer. Choose the room again.'}
      </p>
    </div>
  )
}
