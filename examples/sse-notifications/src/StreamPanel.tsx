import { useConnectionStatus } from 'wirehooks'
import { Problem } from './Problem'
import type { Session } from './session'
import type { Feed } from './useFeed'
import { useRequest } from './useRequest'

const words = {
  idle: 'Not connected',
  connecting: 'Connecting…',
  open: 'Connected',
  reconnecting: 'Reconnecting…',
  closed: 'Closed',
  failed: 'Ended',
}

/** What the connection says about itself, and a way to break it. */
export function StreamPanel({ session, feed }: { session: Session; feed: Feed }) {
  const { status, attempt } = useConnectionStatus(feed, ({ status, attempt }) => ({ status, attempt }))
  const { problem, send } = useRequest(session)

  return (
    <section className="panel" aria-labelledby="stream-title">
      <div className="row">
        <h2 id="stream-title">The stream</h2>
        <p className="status" data-status={status}>
          {words[status]}
        </p>
      </div>
      <dl>
        <div>
          <dt>Attempts since it was lost</dt>
          <dd>{attempt}</dd>
        </div>
        <div>
          <dt>Last event id</dt>
          <dd>{feed.lastMessage?.id ?? 'none'}</dd>
        </div>
      </dl>
      <div className="buttons">
        <button className="small" onClick={() => void send('/cut')}>
          Cut the stream
        </button>
        <button className="small" onClick={() => void send('/cut', { seconds: 15 })}>
          Cut it for 15 s
        </button>
      </div>
      <Problem text={problem} />
    </section>
  )
}
