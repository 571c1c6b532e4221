import { type ConnectContext, WireError } from 'wirehooks'

// sessionStorage, not localStorage: two tabs are two people.

/** Whoever this tab is, if it said so before. */
export function knownName(): string | null {
  return recall<string>('chat name')
}

export function rememberName(name: string | null): void {
  remember('chat name', name)
}

/** A token for the next attempt. */
export async function signIn(server: string, name: string, { signal }: ConnectContext): Promise<{ token: string }> {
  const response = await fetch(new URL('/login', server), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
    signal,
  })
  const { token, error } = (await response.json()) as { token?: string; error?: string }
  if (token !== undefined) return { token }
  // Asked again it would say the same; anything else may pass.
  throw response.status < 500 ? new WireError('unauthorized', error, new Error(error)) : new Error(error)
}

export function recall<T>(key: string): T | null {
  return JSON.parse(sessionStorage.getItem(key) ?? 'null') as T | null
}

export function remember(key: string, value: unknown): void {
  sessionStorage.setItem(key, JSON.stringify(value))
}
