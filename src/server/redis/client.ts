/** The part of a connected client of the package `redis` that is needed. */
export interface RedisClient {
  /** Runs a script. */
  eval(script: string, options: ScriptOptions): Promise<unknown>
  /** Runs a script that the server has already. */
  evalSha(sha: string, options: ScriptOptions): Promise<unknown>
  /** Another connection to the same server: one that is subscribed does nothing else. */
  duplicate(): RedisSubscriber
  /** Reports an error to those who listen to this client. */
  emit(event: 'error', cause: unknown): unknown
}

/** The part of a second client of the package `redis` that is needed, which only listens. */
export interface RedisSubscriber {
  /** It was told to connect, and not to end. */
  readonly isOpen: boolean
  /** Connects. */
  connect(): Promise<unknown>
  /** Hears what is published to a channel. */
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  /** Hears it no more. */
  unsubscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  /** Hears its errors. */
  on(event: 'error', listener: (cause: unknown) => void): unknown
  /** Hears that it is usable, or usable again. */
  on(event: 'ready', listener: () => void): unknown
  /** Ends it at once. Since version 5 of the package. */
  destroy?(): void
  /** The same in version 4, which has no `destroy()`. */
  disconnect?(): Promise<unknown>
}

interface ScriptOptions {
  keys: string[]
  arguments: string[]
}
