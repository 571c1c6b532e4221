import type { OutgoingMessage } from '../../transport/message'
import { notDialled } from '../notDialled'
import type { IsSame } from './equality'
import { isObject } from './kind'
import { nearness, withMatchedParts } from './nearness'
import { hasLinks, type HasSent } from './receivers'
import { report, type MatcherContext } from './runner'
import { shortText } from './shortText'

/** What `toHaveSent` looks for. */
export interface Wanted {
  /** `undefined` for a whole message, which has no event. */
  readonly event: string | undefined
  readonly data: unknown
  /** Without it, any data will do. */
  readonly hasData: boolean
}

/** A message is on one line, cut after so many characters. */
const longestData = 200
/** So many messages are listed. */
const mostLines = 5
/** So many names of other events are listed. */
const mostEvents = 10
/** Of more messages than these, the nearest is looked for among the newest. */
const mostCompared = 1000
/** Larger data is not compared line by line: a runner would take its time, and nobody reads it. */
const longestCompared = 10_000
/** A difference is cut after so many lines, and each line after so many characters. */
const mostDifferences = 40

/** Why `toHaveSent` failed: what was wanted, and what was sent instead. */
export function sentReport(
  context: MatcherContext,
  { fake, wanted, isSame }: { fake: HasSent; wanted: Wanted; isSame: IsSame },
): string {
  const { sent } = fake
  const { utils, isNot = false } = context
  const call = { matcher: 'toHaveSent', received: 'fake', expected: wanted.hasData ? 'event, data' : 'event' }
  const shownWanted = utils.EXPECTED_COLOR(lineOf(wanted, wanted.hasData))
  const sameEvent = sent.filter(({ event }) => event === wanted.event)

  if (isNot) {
    const those = sameEvent.filter(({ data }) => !wanted.hasData || isSame(data, wanted.data))
    return report(context, call, [
      `Expected ${shownWanted} not to have been sent. It was, ${times(those.length)}:`,
      ...listed([...those].reverse(), utils.RECEIVED_COLOR),
    ])
  }

  const lines = [`Expected ${shownWanted} to have been sent.`]
  if (sent.length === 0) return report(context, call, [...lines, `Nothing was sent.${whyWaiting(fake)}`])
  if (sameEvent.length === 0) {
    return report(context, call, [
      ...lines,
      `${eventOf(wanted)} was never sent.${whyWaiting(fake)}`,
      'What was, the newest first:',
      ...listed([...sent].reverse(), utils.RECEIVED_COLOR),
    ])
  }
  const nearest = nearestFirst(sameEvent, wanted, isSame)
  return report(context, call, [
    ...lines,
    `${eventOf(wanted)} was sent ${times(sameEvent.length)}, with other data${nearest.length > 1 ? ', the nearest first' : ''}:`,
    ...listed(nearest, utils.RECEIVED_COLOR),
    ...otherEvents(sent, wanted),
    ...difference(context, nearest[0]?.data, wanted.data, isSame),
  ])
}

/** A message that waits was not sent yet, which is easily overlooked. */
function whyWaiting(fake: HasSent): string {
  if (!hasLinks(fake)) return ''
  const newest = fake.links.at(-1)
  if (!newest) return ` ${notDialled}`
  if (newest.status === 'open') return ''
  return ` The newest link is ${newest.status}: what the connection sends waits for an open one.`
}

function nearestFirst(messages: readonly OutgoingMessage[], { data }: Wanted, isSame: IsSame): OutgoingMessage[] {
  // The newest one first, where two are equally near.
  const compared = messages.slice(-mostCompared).reverse()
  const older = messages.slice(0, -mostCompared).reverse()
  const near = compared
    .map((message) => ({ message, nearness: nearness(message.data, data, isSame) }))
    .sort((one, other) => other.nearness - one.nearness)
    .map(({ message }) => message)
  return [...near, ...older]
}

function listed(messages: readonly OutgoingMessage[], color: (text: string) => string): string[] {
  const lines = messages.slice(0, mostLines).map((message) => `  ${color(lineOf(message, message.data !== undefined))}`)
  const left = messages.length - lines.length
  return left > 0 ? [...lines, `  and ${left} more`] : lines
}

/** The names of the other events, and how often each was sent. */
function otherEvents(sent: readonly OutgoingMessage[], wanted: Wanted): string[] {
  const counts = new Map<string, number>()
  for (const message of sent)
    if (message.event !== wanted.event) counts.set(eventOf(message), (counts.get(eventOf(message)) ?? 0) + 1)
  if (counts.size === 0) return []
  const texts = Array.from(counts, ([event, count]) => (count > 1 ? `${event} (${times(count)})` : event))
  const more = texts.length > mostEvents ? [`${texts.length - mostEvents} more`] : []
  return [`Other events: ${[...texts.slice(0, mostEvents), ...more].join(', ')}`]
}

/** Line by line, where that tells more than the lists do. */
function difference({ utils }: MatcherContext, received: unknown, wanted: unknown, isSame: IsSame): string[] {
  const plain = (text: string): string => text
  const isSmall = [received, wanted].every((data) => shortText(data, longestCompared).length <= longestCompared)
  if (!isSmall || !isObject(received) || !isObject(wanted)) return []
  try {
    const matched = withMatchedParts(received, wanted, isSame)
    const colors = { aColor: plain, bColor: plain, changeColor: plain, commonColor: plain, patchColor: plain }
    const lines = (utils.diff(matched, received, colors) ?? '').split('\n')
    if (lines.length < 3) return []
    const shown = lines.slice(0, mostDifferences).map((line) => {
      const text = line.length > longestData ? `${line.slice(0, longestData)}…` : line
      if (line.startsWith('-')) return utils.EXPECTED_COLOR(text)
      return line.startsWith('+') ? utils.RECEIVED_COLOR(text) : text
    })
    const left = lines.length - shown.length
    return ['', ...shown, ...(left > 0 ? [`and ${left} more lines`] : [])]
  } catch {
    // A getter of the data throws: the lists have to do.
    return []
  }
}

interface Named {
  readonly event?: string | undefined
}

function lineOf({ event, data }: Named & { readonly data: unknown }, hasData: boolean): string {
  const name = eventOf({ event })
  if (!hasData) return name
  return `${name} ${data === undefined ? 'without data' : shortText(data, longestData)}`
}

function eventOf({ event }: Named): string {
  return event === undefined ? '(a whole message)' : shortText(event, longestData).slice(1, -1)
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
