/** The part of Socket.IO that is needed, in the words of any version of it and of any map of events. */
export interface Sockets {
  on(event: never, listener: never): unknown
  off(event: never, listener: never): unknown
  /** All processes hear it. */
  to(room: string): { emit(event: never, ...data: never[]): unknown }
  /** Of all processes. Rejects when one of them does not answer. */
  in(room: string): { fetchSockets(): Promise<readonly AnySocket[]> }
}

/** A socket of any process. */
export interface AnySocket {
  readonly data: unknown
  leave(room: string): unknown
}

/** A socket of this process. */
export interface OwnSocket extends AnySocket {
  readonly connected: boolean
  /** It goes on where another one ended, in the same rooms and with the same data. Missing before version 4.6. */
  readonly recovered?: boolean
  readonly rooms: ReadonlySet<string>
  join(room: string): unknown
  emit(event: never, ...data: never[]): unknown
  on(event: never, listener: never): unknown
  off(event: never, listener: never): unknown
}
