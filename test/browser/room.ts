import { inject } from 'vitest'
import type { RoomState } from './servers'

/** A room on the server that nobody else uses. */
export interface Room {
  readonly url: string
  /** Resolves once the counts are these. */
  until(counts: Partial<Record<'dials' | 'open' | 'closed', number>>): Promise<RoomState>
  state(): Promise<RoomState>
  /** What happened, in order: `dial (1 open)`, `open`, `close 1000`, and every message as it came. */
  log(): Promise<readonly string[]>
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

  async function ask<Answer = RoomState>(query: Record<string, string | number>): Promise<Answer> {
    const response = await fetch(`http://${address}?${new URLSearchParams(Object.entries(query).map(asText))}`)
    const answer = (await response.json()) as Answer
    if (!response.ok) throw new Error(`Waited for ${JSON.stringify(query)} in vain: ${JSON.stringify(answer)}`)
    return answer
  }

  return {
    url: `ws://${address}`,
    until: (counts) => ask({ do: 'until', ...counts }),
    state: () => ask({}),
    log: () => ask<readonly string[]>({ do: 'log' }),
    hold: () => ask({ do: 'hold' }),
    release: () => ask({ do: 'release' }),
    close: (code) => ask({ do: 'close', code }),
    send: (message) => ask({ do: 'send', message: JSON.stringify(message) }),
    emit: (type, payload) => ask({ do: 'send', message: JSON.stringify({ type, payload }) }),
  }
}

const asText = ([name, value]: [string, string | number]): [string, string] => [name, String(value)]
