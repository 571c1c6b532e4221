import { useConnectionStatus } from 'wirehooks'
import type { Room } from './useBoard'
import { useSecondsUntil } from './useSecondsUntil'

interface BannerProps {
  room: Room
  /** How many changes the database has not confirmed. */
  waiting: number
}

/** Says so when the connection is away for longer; a short break is nobody's business. */
export function Banner({ room, waiting }: BannerProps) {
  const { lost, retryAt, online, error } = useConnectionStatus(room, ({ lost, retryAt, online, error }) => {
    return { lost, retryAt, online, error }
  })
  const seconds = useSecondsUntil(retryAt)
  const isShown = lost || error !== null

  return (
    <div className="banner" data-shown={isShown}>
      {/* It is read out when it appears, and not with every second. */}
      <output>
        {isShown && (error ? 'The connection has ended.' : online ? 'The connection is lost.' : 'You are offline.')}
        {isShown && ' What you change is kept here, and saved when it is back.'}
      </output>
      {isShown && (
        <>
          <p className="countdown" aria-hidden="true">
            {waiting > 0 && `${waiting} unsaved · `}
            {error ? '' : retryAt === null ? 'Trying…' : `Next try in ${seconds} s`}
          </p>
          <button onClick={room.reconnect}>Try now</button>
        </>
      )}
    </div>
  )
}
