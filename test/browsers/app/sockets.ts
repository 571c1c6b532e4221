const sockets: WebSocket[] = []

export const socketStates = (): number[] => sockets.map(({ readyState }) => readyState)

/** Remembers every WebSocket that is made from now on. */
export function keepSockets(): void {
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      sockets.push(this)
    }
  }
}
