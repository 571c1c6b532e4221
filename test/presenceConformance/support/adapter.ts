import type { Here } from 'wirehooks/server'
import type { Connection, PresenceBackend, SendingTransport } from 'wirehooks/vanilla'

/** What one way to keep presence brings to the suite. */
export interface Adapter {
  /** What this machine lacks for it, and how to get it: its tests are skipped, and counted. */
  readonly missing?: string
  readonly name: string
  /** The option of presence; by default the protocol of wirehooks. */
  readonly backend?: PresenceBackend
  /** A server of ours keeps who is there: it can be asked. */
  readonly hasServer: boolean
  /** Some of its servers can die and take nothing along but those who were there. */
  readonly canCrash: boolean
  serve(terms: Terms): Promise<Servers>
  /** The transport as an application makes it. A url and a channel give the same identity every time. */
  transport(url: string, channel: string): SendingTransport
  /** Says something as no client of ours would, over a connection of the channel. */
  say(connection: Connection, said: Said): void
}

/** What a server is started with, in milliseconds. */
export interface Terms {
  readonly grace: number
  readonly ttl: number
}

/** Servers that share who is there. */
export interface Servers {
  /** One for each server: clients are spread over them in turn. */
  readonly ports: readonly number[]
  /** What they were told, oldest first. */
  readonly heard: readonly Word[]
  who(channel: string): Promise<readonly Here[]>
  /** The last server dies without a word to anybody. */
  crash(): Promise<void>
  stop(): Promise<void>
}

export type Word = 'enter' | 'set' | 'watch' | 'leave'

/** What somebody says of themselves, whatever it is. */
export interface Said {
  readonly channel: string
  readonly key: string
  readonly version: number
  readonly state: unknown
}

export function isWord(value: unknown): value is Word {
  return value === 'enter' || value === 'set' || value === 'watch' || value === 'leave'
}
