import { inject } from 'vitest'
import type { EventRoomState } from './sseRoomServer'

/** A room of streams on the server that nobody else uses. */
export interface EventRoom {
  /** Of another origin than the page. */
  readonly url: string
  /** Resolves once the counts are these. */
  until(counts: Partial<Record<'visits' | 'open' | 'left', number>>): Promise<EventRoomState>
  state(): Promise<EventRoomState>
  /** The next visitors get these statuses, and no stream; one that gets 0 waits. */
  answer(...statuses: number[]): Promise<EventRoomState>
  /** From now on every stream says this first. */
  greet(text: string): Promise<EventRoomState>
  /** Says this on all streams. */
  say(text: string): Promise<EventRoomState>
  /** Ends all streams, as a server does. */
  end(): Promise<EventRoomState>
  /** Breaks all streams, as a network does. */
  cut(): Promise<EventRoomState>
}

let count = 0

/**
 * An origin of its own by default, since browsers open six connections to each; `localhost` is where the page is from.
 * @param cors What the server allows pages of other origins: to read, or everything.
 */
export function createEventRoom(
  host = `${(count += 1)}.localhost`,
  cors: 'everything' | 'simple' = 'everything',
): EventRoom {
  const path = cors === 'simple' ? '/sse/simple/' : '/sse/'
  const url = `http://${inject('server').replace('127.0.0.1', host)}${path}${Math.random()}`

  async function ask(word: string, query: Record<string, string | number> = {}): Promise<EventRoomState> {
    const address = new URL(url)
    address.searchParams.set('do', word)
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, `${value}`)
    const response = await fetch(address)
    const state = (await response.json()) as EventRoomState
    if (!response.ok) throw new Error(`Waited for ${JSON.stringify(query)} in vain: ${JSON.stringify(state)}`)
    return state
  }

  return {
    url,
    until: (counts) => ask('until', counts),
    state: () => ask('look'),
    answer: (...statuses) => ask('answer', { text: statuses.join(',') }),
    greet: (text) => ask('greet', { text }),
    say: (text) => ask('say', { text }),
    end: () => ask('end'),
    cut: () => ask('cut'),
  }
}
