import { useLatest } from 'wirehooks'
import { Problem } from './Problem'
import type { Session } from './session'
import type { Feed } from './useFeed'
import { useRequest } from './useRequest'

/** A job runs at the server, and tells how far it is. */
export function JobPanel({ session, feed }: { session: Session; feed: Feed }) {
  const job = useLatest(feed, 'job')
  const { isBusy, problem, send } = useRequest(session)
  const isRunning = isBusy || job?.state === 'running'

  return (
    <section className="panel" aria-labelledby="job-title">
      <div className="row">
        <h2 id="job-title">A job</h2>
        <button className="small" aria-disabled={isRunning} onClick={() => !isRunning && void send('/jobs')}>
          Start a job
        </button>
      </div>
      <div className="row">
        <progress className="grow" aria-labelledby="job-title" max={100} value={job?.percent ?? 0} />
        <span className="percent" aria-hidden="true">
          {job?.percent ?? 0} %
        </span>
      </div>
      <output>{job?.state === 'done' ? 'The job is done.' : job ? 'The job is running.' : 'No job yet.'}</output>
      <Problem text={problem} />
    </section>
  )
}
