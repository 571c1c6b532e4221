import { inject } from 'vitest'
import type { RoomState } from './servers'

/** A room on the server that nobody else uses. */
export interface Room {
  readonly url: string
  /** Resolves once the counts are these. */
  until(counts: Partial<Record<'dials' | 'open' | 'closed', number>>): Promise<RoomState>
  state(): Promise<RoomState>
  /** Lets nobody in, and refuses nobody, until `release`. */
  hold(): Promise<RoomState>
  release(): Promise<RoomState>
  /** Closes every link from the server's side. */
  close(code: number): Promise<RoomState>
  /** Sends a whole message to everybody. */
  send(message: unknown): Promise<RoomState>
  /** Sends an event to everybody. */
  emit(type: string, payload?: unknown): Promise<RoomState>
}

let count = 0

export function createRoom(): Room {
  count += 1
  const address = `${inject('server')}/${count}-${Math.random()}`

  async function ask(query: Record<string, string | number>): Promise<RoomState> {
    const response = await fetch(`http://${address}?${new URLSearchParams(Object.entries(query).map(asText))}`)
    const state = (await response.json()) as RoomState
    if (!response.ok) throw new Error(`Waited for ${JSON.stringify(query)} in vain: ${JSON.stringify(state)}`)
    return state
  }

  return {
    url: `ws://${address}`,
    until: (counts) => ask({ do: 'until', ...counts }),
    state: () => ask({}),
    hold: () => ask({ do: 'hold' }),
    release: () => ask({ do: 'release' }),
    close: (code) => ask({ do: 'close', code }),
    send: (message) => ask({ do: 'send', message: JSON.stringify(message) }),
    emit: (type, payload) => ask({ do: 'send', message: JSON.stringify({ type, payload }) }),
  }
}

const asText = ([name, value]: [string, string | number]): [string, string] => [name, String(value)]
