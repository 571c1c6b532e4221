import { asJson, asText, isJson } from '../wire/json'
import type { Diff, Rosters } from './presence'
import { createRateWindow, type RateLimit } from './rateWindow'
import type { Line } from './line'

export interface PresenceOptions<Owner> {
  readonly owner: Owner
  readonly place: string
  readonly key: string
  /** The client asked to be told who is there. */
  readonly isEnabled: boolean
  readonly rosters: Rosters<Owner>
  readonly limit: RateLimit | null
  readonly line: Line
  /** To everybody there. */
  tell(diff: Diff): void
  onLimit(): void
}

/** The presence of one channel. */
export interface ChannelPresence {
  /** Tells who is there, if the client asked. */
  start(): void
  receive(ref: string | null, payload: unknown): void
  end(): void
}

export function createChannelPresence<Owner>(options: PresenceOptions<Owner>): ChannelPresence {
  const { owner, place, key, rosters, line, tell } = options
  const mayCall = createRateWindow(options.limit)
  let { isEnabled } = options

  function start(): void {
    if (isEnabled) line.push('presence_state', rosters.list(place))
  }

  function track(ref: string | null, state: unknown): void {
    if (!isJson(state)) return line.reply(ref, 'error', { reason: 'Presence track payload must be a map' })
    const diff = rosters.track(place, owner, key, state)
    if (diff) tell(diff)
    line.reply(ref, 'ok')
    if (isEnabled) return
    // Whoever tracks is told too, from then on.
    isEnabled = true
    start()
  }

  function untrack(): void {
    const diff = rosters.untrack(place, owner)
    if (diff) tell(diff)
  }

  return {
    start,
    receive(ref, payload) {
      if (!mayCall()) return options.onLimit()
      const { event, payload: state = {} } = asJson(payload)
      const action = asText(event)?.toLowerCase()
      if (action === 'track') return track(ref, state)
      if (action !== 'untrack') return line.reply(ref, 'error')
      untrack()
      line.reply(ref, 'ok')
    },
    end: untrack,
  }
}
