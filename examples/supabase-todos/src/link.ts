// What goes over the network, and a switch that cuts it: to see what a break does, without leaving the room.

let isCut = false
const sockets = new Set<WebSocket>()
const listeners = new Set<() => void>()

export const link = {
  isCut: (): boolean => isCut,
  cut(): void {
    isCut = true
    for (const socket of sockets) socket.close()
    for (const tell of listeners) tell()
  },
  mend(): void {
    isCut = false
    for (const tell of listeners) tell()
  },
  subscribe(onChange: () => void): () => void {
    listeners.add(onChange)
    return () => listeners.delete(onChange)
  },
}

export class LinkSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols)
    sockets.add(this)
    this.addEventListener('close', () => sockets.delete(this))
    if (isCut) this.close()
  }
}

/** Fails as `fetch` does without a network. */
export async function linkFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  if (isCut) throw new TypeError('The link is cut')
  return fetch(input, init)
}
