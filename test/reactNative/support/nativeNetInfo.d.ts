export function connectTo(state: { type: string; isConnected: boolean }): void
