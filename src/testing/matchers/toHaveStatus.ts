import type { Status } from '../../connection/status'
import { notDialled } from '../notDialled'
import { equalityOf } from './equality'
import { isAsymmetric } from './kind'
import { hasConnection, hasLinks, type HasLinkStatus, isLink, type ReceiverAdvice, wrongReceiver } from './receivers'
import { type MatcherContext, type MatcherResult, report } from './runner'
import { shortText } from './shortText'

/** Where a link is in its life. */
export type LinkStatus = HasLinkStatus['status']

const connectionStatuses: readonly Status[] = ['idle', 'connecting', 'open', 'reconnecting', 'closed', 'failed']
const linkStatuses: readonly LinkStatus[] = ['dialling', 'open', 'closed']

const advice: ReceiverAdvice = {
  topic: 'compare its status, with `expect(topic.status).toBe(…)`.',
  supabase: "compare the status of a topic, with `expect(supabase.topic('board').status).toBe(…)`.",
  status: 'compare that, with `expect(….status).toBe(…)`.',
}

export function toHaveStatus(context: MatcherContext, received: unknown, wanted: unknown): MatcherResult {
  const subject = subjectOf(received)
  const isPossible = typeof wanted === 'string' ? subject.statuses.includes(wanted) : isAsymmetric(wanted)
  if (!isPossible) throw impossible(subject, wanted)
  const { name, status, more } = subject
  const { utils, isNot } = context
  const shown = utils.EXPECTED_COLOR(shortText(wanted, 100))
  return {
    pass: equalityOf(context)(status, wanted),
    message: () =>
      report(context, { matcher: 'toHaveStatus', received: name, expected: 'status' }, [
        isNot
          ? `Expected another status than ${shown}.`
          : `Expected the status ${shown}, and it is ${utils.RECEIVED_COLOR(shortText(status, 100))}.`,
        ...more,
      ]),
  }
}

/** What has a status. */
interface Subject {
  readonly name: 'connection' | 'fake' | 'link'
  readonly status: string | undefined
  /** Those that it can have. */
  readonly statuses: readonly string[]
  /** What else there is to say about it. */
  readonly more: readonly string[]
}

function subjectOf(received: unknown): Subject {
  if (hasConnection(received)) {
    const { status, closeReason } = received.store.getState()
    const more = closeReason ? [`The last link ended: ${shortText(closeReason, 400)}`] : []
    return { name: 'connection', status, statuses: connectionStatuses, more }
  }
  if (hasLinks(received)) {
    const newest = received.links.at(-1)
    const more = newest ? [] : [notDialled]
    return { name: 'fake', status: newest?.status, statuses: linkStatuses, more }
  }
  if (isLink(received)) return { name: 'link', status: received.status, statuses: linkStatuses, more: [] }
  const expected = 'a connection, what a hook returned, or a fake transport, which has the status of its newest link'
  throw wrongReceiver(received, { matcher: 'toHaveStatus', expected, advice })
}

/** A misspelled status can never come: waiting for it never ends, and `not` always passes. */
function impossible({ name, statuses }: Subject, wanted: unknown): TypeError {
  const whose = name === 'connection' ? 'a connection' : 'a link of a fake transport'
  const isOther = name !== 'connection' && connectionStatuses.some((status) => status === wanted)
  const advice = isOther ? ' For that, give the connection, or what a hook returned.' : ''
  return new TypeError(
    `toHaveStatus(status) expects a status that ${whose} can have (${statuses.join(', ')}), and got ${shortText(wanted, 60)}.${advice}`,
  )
}
