import type { OutgoingMessage } from '../transport/message'

/**
 * What the server does about an event. What it returns answers a request, and what it throws refuses one; what it says
 * besides it says over the link. Its data may be given a type: `(text: string) => …`.
 */
export type FakeHandler<Link> = { handle(data: unknown, link: Link): unknown }['handle']

interface Answering {
  reply(data: unknown, to: OutgoingMessage): void
  refuse(error: unknown, to: OutgoingMessage): void
}

/** Has a handler do something about a message that arrived at the far end of a link. */
export async function answer<Link extends Answering>(
  handler: FakeHandler<Link>,
  message: OutgoingMessage,
  link: Link,
): Promise<void> {
  const isAsked = message.id !== undefined
  try {
    const data = await handler(message.data, link)
    if (isAsked && data !== undefined) link.reply(data, message)
  } catch (cause) {
    if (!isAsked) throw cause
    link.refuse(cause, message)
  }
}

/** The id of a request, by default of the last one. */
export function idOf(
  sent: readonly OutgoingMessage[],
  request: OutgoingMessage | undefined = sent.filter(({ id }) => id !== undefined).at(-1),
): string {
  if (request?.id === undefined) throw new Error('There is no request to answer: nothing was sent with an id')
  return request.id
}
