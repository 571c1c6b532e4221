import { useConnectionStatus } from 'wirehooks'
import type { Feed } from './useFeed'
import { useSecondsUntil } from './useSecondsUntil'

/** Says so when the stream is away for longer; a short break is nobody's business. */
export function Banner({ feed }: { feed: Feed }) {
  const { lost, retryAt, online, error } = useConnectionStatus(feed, ({ lost, retryAt, online, error }) => {
    return { lost, retryAt, online, error }
  })
  const seconds = useSecondsUntil(retryAt)
  const isShown = lost || error !== null

  return (
    <div className="banner" data-shown={isShown}>
      {/* It is read out when it appears, and not with every second. */}
      <output>
        {isShown &&
          (error ? `The stream has ended: ${error.message}.` : online ? 'The stream is lost.' : 'You are offline.')}
        {isShown && !error && ' What you miss comes when it is back.'}
      </output>
      {isShown && (
        <>
          <p className="countdown" aria-hidden="true">
            {error ? '' : retryAt === null ? 'Trying…' : `Next try in ${seconds} s`}
          </p>
          <button onClick={feed.reconnect}>Try now</button>
        </>
      )}
    </div>
  )
}
