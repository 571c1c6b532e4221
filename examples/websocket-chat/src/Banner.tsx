import { useCallback, useSyncExternalStore } from 'react'
import { useConnectionStatus } from 'wirehooks'
import type { Chat } from './useChat'

/** Says so when the connection is away for longer, and when it comes back; a short break is nobody's business. */
export function Banner({ chat }: { chat: Chat }) {
  const { lost, retryAt, online, error } = useConnectionStatus(chat, ({ lost, retryAt, online, error }) => {
    return { lost, retryAt, online, error }
  })
  const seconds = useSecondsUntil(retryAt)
  const isShown = lost || error !== null

  return (
    <div className="banner" data-shown={isShown}>
      {/* It is read out when it appears, and not with every second. */}
      <output>
        {isShown && (error ? 'The connection has ended.' : online ? 'The connection is lost.' : 'You are offline.')}
        {isShown && ' What you write is kept and sent when it is back.'}
      </output>
      {isShown && (
        <>
          <p className="countdown" aria-hidden="true">
            {error ? '' : retryAt === null ? 'Trying…' : `Next try in ${seconds} s`}
          </p>
          <button onClick={chat.reconnect}>Try now</button>
        </>
      )}
    </div>
  )
}

function useSecondsUntil(time: number | null): number {
  const subscribe = useCallback(
    (onTick: () => void) => {
      if (time === null) return () => {}
      const timer = setInterval(onTick, 200)
      return () => clearInterval(timer)
    },
    [time],
  )
  return useSyncExternalStore(subscribe, () => Math.max(0, Math.ceil(((time ?? 0) - Date.now()) / 1000)))
}
