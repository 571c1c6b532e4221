import type { Claims } from '../token'
import { TokenError } from '../token'
import type { Context } from '../context'
import { type JoinRequest, readJoin } from './joinRequest'

const prefix = 'realtime:'

/** Without `realtime:`. */
export function nameOf(topic: string): string {
  return topic.startsWith(prefix) ? topic.slice(prefix.length) : topic
}

export type Admission = { readonly request: JoinRequest } & (
  | { readonly claims: Claims }
  /** What the reply says. */
  | { readonly refusal: string }
)

/** Whether somebody may join, and as whom. */
export async function admit(context: Context, topic: string, payload: unknown, key: Claims): Promise<Admission> {
  const request = readJoin(payload)
  const name = nameOf(topic)
  const fault = context.faults.refusal(name)
  if (fault) return { request, refusal: fault }
  if (!topic.startsWith(prefix) || !name) {
    return { request, refusal: 'TopicNameRequired: You must provide a topic name' }
  }
  try {
    const claims = await context.authority.identify(request.token, key)
    if (!request.isPrivate || (await context.authorize(name, claims, 'read'))) return { request, claims }
  } catch (error) {
    if (!(error instanceof TokenError)) throw error
    return { request, refusal: `${error.code}: ${error.message}` }
  }
  return { request, refusal: `Unauthorized: You do not have permissions to read from this Channel topic: ${name}` }
}
