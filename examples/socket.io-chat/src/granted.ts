import type { Answer, Refused } from '../protocol'

/** The server said no. */
export class Refusal extends Error {
  readonly retryAfter: number | undefined

  constructor({ reason, retryAfter }: Refused) {
    super(reason)
    this.retryAfter = retryAfter
  }
}

/** What was asked for, or a `Refusal`. */
export async function granted<Content>(asked: Promise<Answer<Content>>): Promise<Content> {
  const answer = await asked
  if (!answer.ok) throw new Refusal(answer)
  return answer
}
