/** The part of a connected client of the package `redis` that is needed. */
export interface RedisClient {
  eval(script: string, options: ScriptOptions): Promise<unknown>
  evalSha(sha: string, options: ScriptOptions): Promise<unknown>
  /** Another connection to the same server: one that is subscribed does nothing else. */
  duplicate(): RedisSubscriber
  emit(event: 'error', cause: unknown): unknown
}

/** The part of a second client of the package `redis` that is needed, which only listens. */
export interface RedisSubscriber {
  readonly isOpen: boolean
  connect(): Promise<unknown>
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  unsubscribe(channel: string, listener: (message: string) => void): Promise<unknown>
  on(event: 'error', listener: (cause: unknown) => void): unknown
  on(event: 'ready', listener: () => void): unknown
  destroy(): void
}

interface ScriptOptions {
  keys: string[]
  arguments: string[]
}
