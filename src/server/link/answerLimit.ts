import type { Link } from './link'

/** Limits how many answers wait for a client that asks and does not read. */
export interface AnswerLimit {
  /** Counts an answer that was sent. Closes the link when too many wait. */
  count(): void
}

/** Above this many bytes that wait to leave, a client counts as slow. */
const highWaterBytes = 2 ** 20
/** As many as one link can have sessions: all of them may enter while a long list is on its way. */
const mostAnswersWaiting = 1024
/** To know how many bytes wait, Socket.IO goes through all of them. So it is not asked at every answer. */
const answersBetweenLooks = 64
/** The client comes back later. */
const slowReaderCode = 4508

export function createAnswerLimit(link: Pick<Link<never>, 'bufferedAmount' | 'close'>): AnswerLimit {
  /** Since the client was seen to read. */
  let answers = 0

  return {
    count() {
      answers += 1
      if (answers % answersBetweenLooks > 0) return
      if (link.bufferedAmount <= highWaterBytes) answers = 0
      else if (answers >= mostAnswersWaiting) link.close(slowReaderCode, 'does not read the answers')
    },
  }
}
