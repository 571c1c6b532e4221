import { useCallback, useSyncExternalStore } from 'react'
import { useConnectionStatus } from 'wirehooks'
import type { Chat } from './useChat'

/** Says so when the connection is away for longer; a short break is nobody's business. */
export function Banner({ chat }: { chat: Chat }) {
  const { lost, retryAt, online } = useConnectionStatus(chat, ({ lost, retryAt, online }) => ({
    lost,
    retryAt,
    online,
  }))
  const seconds = useSecondsUntil(retryAt)

  return (
    <div className="banner" data-shown={lost}>
      {/* It is read out when it appears, and not with every second. */}
      <output>
        {lost && (online ? 'No server answers.' : 'You are offline.')}
        {lost && ' What you write is kept, and sent when the connection is back.'}
      </output>
      {lost && (
        <>
          <p className="countdown" aria-hidden="true">
            {retryAt === null ? 'Trying…' : `Next try in ${seconds} s`}
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
