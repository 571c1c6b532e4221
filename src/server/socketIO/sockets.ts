/** The part of a server of Socket.IO that is needed, in the words of any version of it and of any map of events. */
export interface Sockets {
  on(event: never, listener: never): unknown
  off(event: never, listener: never): unknown
}

/** A namespace, for which every event is a text and its data are unknown. */
export interface UntypedNamespace {
  readonly adapter: object
  /** Those of this process. */
  readonly local: { to(rooms: string[]): { emit(event: string, ...data: unknown[]): unknown } }
  on(event: string, listener: (...data: never[]) => void): unknown
  off(event: string, listener: (...data: never[]) => void): unknown
  serverSideEmit(event: string, ...data: unknown[]): unknown
}

/** A socket, for which every event is a text and its data are unknown. */
export interface UntypedSocket {
  readonly id: string
  /** The connection of Engine.IO, which several sockets may share. */
  readonly conn: EngineConnection
  emit(event: string, ...data: unknown[]): unknown
  on(event: string, listener: (...data: never[]) => void): unknown
  off(event: string, listener: (...data: never[]) => void): unknown
}

export interface EngineConnection {
  /** Packets that have not left yet. */
  readonly writeBuffer: readonly { readonly data?: unknown }[]
  /** A WebSocket has a socket of the package `ws`. */
  readonly transport: { readonly socket?: { readonly bufferedAmount?: number } }
  /** Told of every packet that comes. */
  on(event: 'packet', listener: () => void): unknown
  /** Told of every packet that is about to be sent. */
  on(event: 'packetCreate', listener: (packet: { readonly type: string }) => void): unknown
  /** Ends it; with `discard`, without sending what waits. */
  close(discard: boolean): unknown
}

/** The namespace that a server is for: a `Server` stands for its main one. */
export function namespaceOf(io: Sockets): UntypedNamespace {
  const server = io as { of?: (name: string) => UntypedNamespace }
  // The types of Socket.IO know the events of an application. Ours is none of them.
  return server.of ? server.of('/') : (io as unknown as UntypedNamespace)
}
