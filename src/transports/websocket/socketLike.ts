import type { Frame } from '../../transport/frame'

/** The part of a WebSocket that is needed; the class of the package `ws` has it too. */
export interface SocketLike {
  /** How bytes are to arrive: set to the option `binaryType`. */
  binaryType: string
  /** 0 to 3: connecting, open, closing, closed. */
  readonly readyState: number
  /** Bytes that have not left yet. React Native's WebSocket leaves it out: nobody can tell there. */
  readonly bufferedAmount?: number | undefined
  /** The address that was dialled. */
  readonly url?: string | undefined
  /** The subprotocol that the server chose, or an empty text. */
  readonly protocol?: string | undefined
  /** Called when it is open. */
  onopen: ((event: never) => void) | null
  /** Called for every frame. */
  onmessage: ((event: never) => void) | null
  /** Called at its end. */
  onclose: ((event: never) => void) | null
  /** Called when something failed; its end follows. */
  onerror: ((event: never) => void) | null
  /** Sends a frame. */
  send(frame: Frame): void
  /** Begins to close it. */
  close(code?: number, reason?: string): void
}

/** The constructor of a WebSocket. Browsers know two parameters; the package `ws` and React Native take headers in a third. */
export type SocketClass = new (
  url: string | URL,
  protocols?: string | string[],
  options?: { headers?: Record<string, string> },
) => SocketLike

/** `readyState` of a socket that is not open yet. */
export const connecting = 0
/** `readyState` of a socket that sends and receives. */
export const open = 1
/** `readyState` of a socket that has ended. */
export const closed = 3
