import { randomUUID } from 'node:crypto'

/** Percent, and milliseconds between. */
const step = 4
const pace = 150

/** Pretends to work, and tells how far it is. */
export function createJobs({ tell }) {
  const timers = new Set()

  function work(user, job) {
    const timer = setTimeout(() => {
      timers.delete(timer)
      const percent = Math.min(100, job.percent + step)
      const next = { ...job, percent, state: percent === 100 ? 'done' : 'running' }
      tell(user, next)
      if (next.state === 'running') work(user, next)
    }, pace)
    timers.add(timer)
  }

  return {
    start(user) {
      const job = { id: randomUUID(), percent: 0, state: 'running' }
      tell(user, job)
      work(user, job)
      return job
    },
    /** Goes on with a job that a restart has interrupted. */
    resume(user, job) {
      if (job?.state === 'running') work(user, job)
    },
    close() {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
