import { equalityOf } from './equality'
import { hasSent, type ReceiverAdvice, wrongReceiver } from './receivers'
import type { MatcherContext, MatcherResult } from './runner'
import { sentReport } from './sentReport'
import { shortText } from './shortText'

const advice: ReceiverAdvice = {
  connection: 'give the fake transport or the mocked server at its other end, which keeps what arrived.',
  supabase: "give one of its topics, `supabase.topic('board')`.",
}

export function toHaveSent(context: MatcherContext, fake: unknown, args: readonly unknown[]): MatcherResult {
  if (!hasSent(fake)) {
    const expected =
      'what keeps the messages that arrived: a fake transport or one of its links, a server or client of wireHandlers(), or a topic of the fake of Supabase'
    throw wrongReceiver(fake, { matcher: 'toHaveSent', expected, advice })
  }
  const [event, data] = args
  const isEvent = typeof event === 'string' || event === undefined
  if (!isEvent || args.length === 0) {
    const came = args.length === 0 ? 'nothing' : shortText(event, 60)
    throw new TypeError(
      `toHaveSent(event, data) expects the name of an event, or undefined for a whole message, and got ${came}.`,
    )
  }
  const wanted = { event, data, hasData: args.length > 1 }
  const isSame = equalityOf(context)
  return {
    pass: fake.sent.some((message) => message.event === event && (!wanted.hasData || isSame(message.data, data))),
    message: () => sentReport(context, { fake, wanted, isSame }),
  }
}
