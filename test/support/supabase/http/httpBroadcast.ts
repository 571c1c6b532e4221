import { placeOf } from '../channels/channel'
import type { Context } from '../context'
import type { Claims } from '../token'
import { packBytes, packJson } from '../wire/broadcast'
import { asJson } from '../wire/json'
import { json } from './respond'

/** `POST /realtime/v1/api/broadcast`, many at once, and `…/broadcast/:topic/events/:event`. */
export async function httpBroadcast(context: Context, request: Request, claims: Claims): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  const [, topic, event] = /\/api\/broadcast\/([^/]+)\/events\/([^/]+)$/.exec(pathname) ?? []

  async function send(topic: string, isPrivate: boolean, payload: unknown): Promise<void> {
    if (isPrivate && !(await context.authorize(topic, claims, 'write'))) return
    for (const member of context.hub.on(placeOf(topic, isPrivate))) member.push('broadcast', payload)
  }

  if (topic !== undefined && event !== undefined) {
    const name = decodeURIComponent(event)
    const isBinary = request.headers.get('content-type')?.startsWith('application/octet-stream')
    const packed = isBinary ? packBytes(name, await request.arrayBuffer()) : packJson(name, await request.json())
    await send(decodeURIComponent(topic), searchParams.get('private') === 'true', packed)
  } else {
    const { messages } = asJson(await request.json())
    if (!Array.isArray(messages)) return json(422, { errors: { messages: ["can't be blank"] } })
    for (const message of messages.map(asJson)) {
      const { topic, event, payload, private: isPrivate } = message
      await send(String(topic), isPrivate === true, { type: 'broadcast', event, payload })
    }
  }
  return new Response(null, { status: 202 })
}
