import type { Self } from '../protocol'

// sessionStorage, not localStorage: two tabs are two people.

/** Whoever this tab is, if it said so before. */
export function knownSelf(): Self | null {
  return recall<Self>('chat self')
}

export function becomeSelf(name: string): Self {
  const self = { key: crypto.randomUUID(), name }
  remember('chat self', self)
  return self
}

/** A real app would ask whoever signs its users in. Here: from the address (`?token=…`), else one that is good. */
export function readToken(): string {
  return new URLSearchParams(location.search).get('token') ?? 'demo'
}

export function forgetToken(): void {
  history.replaceState(null, '', location.pathname)
}

export function recall<T>(key: string): T | null {
  return JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null
}

export function remember(key: string, value: unknown): void {
  sessionStorage.setItem(key, JSON.stringify(value))
}
