import { notDialled } from '../notDialled'
import { equalityOf } from './equality'
import { isAsymmetric } from './kind'
import { hasLinks, type ReceiverAdvice, wrongReceiver } from './receivers'
import { type MatcherContext, type MatcherResult, report } from './runner'
import { shortText } from './shortText'

/** So many links are listed. */
const mostLinks = 10

const noLinks = 'it has no links: look at the connection, with `expect(connection).toHaveStatus(…)`.'
const advice: ReceiverAdvice = {
  connection: 'give the fake transport or the mocked server at its other end, which counts its links.',
  link: 'give the fake transport, which counts its links.',
  topic: noLinks,
  supabase: noLinks,
}

export function toHaveReconnected(context: MatcherContext, fake: unknown, times: unknown): MatcherResult {
  if (!hasLinks(fake)) {
    const expected = 'what keeps its links: a fake transport, or a server of wireHandlers()'
    throw wrongReceiver(fake, { matcher: 'toHaveReconnected', expected, advice })
  }
  const isNumber = Number.isInteger(times) && Number(times) >= 0
  if (times !== undefined && !isNumber && !isAsymmetric(times)) {
    throw new TypeError(
      `toHaveReconnected(times) expects a whole number that is not negative, or nothing, and got ${shortText(times, 60)}.`,
    )
  }
  const { utils, isNot } = context
  const { links } = fake
  const count = Math.max(0, links.length - 1)
  const isCounted = times !== undefined

  function expectation(): string {
    if (!isCounted) return isNot ? 'no reconnect' : 'a reconnect'
    return `${isNot ? 'another number of reconnects than' : 'reconnects:'} ${utils.EXPECTED_COLOR(shortText(times, 100))}`
  }

  function life(): string[] {
    if (links.length === 0) return [notDialled]
    const all = links.map(({ status, closedFor }, index) =>
      `  ${index + 1}. ${status} ${closedFor?.kind ?? ''}`.trimEnd(),
    )
    const earlier = Math.max(0, all.length - mostLinks)
    return ['The links, the newest last:', ...(earlier > 0 ? [`  ${earlier} earlier`] : []), ...all.slice(earlier)]
  }

  return {
    pass: isCounted ? equalityOf(context)(count, times) : count > 0,
    message: () =>
      report(context, { matcher: 'toHaveReconnected', received: 'fake', expected: isCounted ? 'times' : '' }, [
        `Expected ${expectation()}, and got ${utils.RECEIVED_COLOR(`${count}`)}.`,
        ...life(),
      ]),
  }
}
