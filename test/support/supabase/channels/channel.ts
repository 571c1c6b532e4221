import type { Context } from '../context'
import { type Claims, expired, TokenError } from '../token'
import { isPacked } from '../wire/broadcast'
import type { Frame } from '../wire/frame'
import { asJson, asText } from '../wire/json'
import { createChannelChanges } from './channelChanges'
import { createChannelPresence } from './channelPresence'
import { identify, type JoinRequest } from './joinRequest'
import { createLine, type LineOptions } from './line'
import { createTimers } from './timers'

/** A place that a socket has in a topic. */
export interface Channel {
  /** Without `realtime:`. */
  readonly name: string
  readonly joinRef: string | null
  /** Answers the join and tells who is there. */
  start(ref: string | null): void
  receive(frame: Frame): Promise<void>
  push(event: string, payload: unknown): void
  close(): void
  /** Says why, and closes. The client does not come back by itself. */
  shutDown(message: string): void
  /** As when the server's side of it fails: the client joins again by itself. */
  crash(): void
  /** The token that it joined with is no longer good; nothing happens to one that came with a key. */
  expire(): void
  /** Without a word. */
  end(): void
}

export interface Seat extends LineOptions {
  readonly request: JoinRequest
  readonly claims: Claims
  onEnd(channel: Channel): void
}

export function openChannel(context: Context, seat: Seat): Channel {
  const { authority, authorize, faults, feed, hub, options, rosters } = context
  const { name, joinRef, request } = seat
  const place = placeOf(name, request.isPrivate)
  const line = createLine(seat)
  const expiry = createTimers()
  let { claims } = seat
  let { token } = request
  let isOver = false

  function end(lastWord: 'phx_close' | 'phx_error' | null = null): void {
    if (isOver) return
    isOver = true
    line.hangUp(lastWord)
    leave()
    expiry.clear()
    changes.end()
    presence.end()
    seat.onEnd(channel)
  }

  function shutDown(message: string): void {
    line.system('system', 'error', message)
    end('phx_close')
  }

  function watchExpiry(): void {
    expiry.clear()
    if (claims.exp) expiry.after(claims.exp * 1000 - Date.now(), () => shutDown(expired().message))
  }

  async function broadcast(ref: string | null, payload: unknown): Promise<void> {
    // The service says nothing to whom it does not let.
    if (request.isPrivate && !(await authorize(name, claims, 'write'))) return
    for (const member of hub.on(place)) if (request.self || member !== channel) member.push('broadcast', payload)
    if (request.ack) line.reply(ref, 'ok')
  }

  async function replaceToken(next: string | undefined): Promise<void> {
    if (next === undefined || next === token || next.startsWith('sb_')) return
    token = next
    try {
      claims = await authority.verify(next)
    } catch (error) {
      if (!(error instanceof TokenError)) throw error
      return shutDown(error.message)
    }
    if (request.isPrivate && !(await authorize(name, claims, 'read'))) {
      return shutDown(`You no longer have permission to read from this Channel topic: ${name}`)
    }
    watchExpiry()
    changes.start()
  }

  const channel: Channel = {
    name,
    joinRef,
    start(ref) {
      line.reply(ref, 'ok', { postgres_changes: request.changes.map((asked) => ({ ...asked, id: identify(asked) })) })
      presence.start()
      watchExpiry()
      changes.start()
    },
    async receive({ event, ref, payload }) {
      if (event === 'phx_leave') {
        line.reply(ref, 'ok')
        end('phx_close')
      } else if (event === 'broadcast') await broadcast(ref, isPacked(payload) ? payload : asJson(payload))
      else if (event === 'presence') presence.receive(ref, payload)
      else if (event === 'access_token') await replaceToken(asText(asJson(payload).access_token))
    },
    push: line.push,
    close: () => end('phx_close'),
    shutDown,
    crash: () => end('phx_error'),
    expire() {
      if (claims.exp) shutDown(expired().message)
    },
    end: () => end(),
  }

  const changes = createChannelChanges({
    feed,
    changes: request.changes,
    line,
    claims: () => claims,
    delay: () => faults.systemOkDelay,
  })
  const presence = createChannelPresence({
    owner: channel,
    place,
    key: request.presence.key,
    isEnabled: request.presence.isEnabled,
    rosters,
    limit: options.presenceLimit,
    line,
    tell(diff) {
      for (const member of hub.on(place)) member.push('presence_diff', diff)
    },
    onLimit: () => shutDown('Client presence rate limit exceeded'),
  })
  const leave = hub.add(place, channel)
  return channel
}

/** A public and a private topic of one name are two. */
export function placeOf(name: string, isPrivate: boolean): string {
  return `${isPrivate ? 'private' : 'public'}:${name}`
}
