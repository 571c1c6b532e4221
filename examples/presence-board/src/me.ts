import { friendlyName } from './friendlyName'

/** Whoever sits in front of this page. */
export interface Me {
  readonly id: string
  readonly name: string
}

// localStorage, so that two tabs of one browser are one person; an address with ?user= is somebody else.

export function whoAmI(): Me {
  const id = new URLSearchParams(location.search).get('user') ?? kept('presence-board id', newId)
  return { id, name: kept(nameOf(id), friendlyName) }
}

export function rename(id: string, name: string): void {
  localStorage.setItem(nameOf(id), name)
}

/** Tells when another tab of the same person changes the name. */
export function onRename(id: string, listener: (name: string) => void): () => void {
  function hear({ key, newValue }: StorageEvent): void {
    if (key === nameOf(id) && newValue) listener(newValue)
  }
  addEventListener('storage', hear)
  return () => removeEventListener('storage', hear)
}

/** The address of this page for somebody who was never here. */
export function somebodyElse(): string {
  const url = new URL(location.href)
  url.searchParams.set('user', newId())
  return url.href
}

function kept(key: string, make: () => string): string {
  const value = localStorage.getItem(key) ?? make()
  localStorage.setItem(key, value)
  return value
}

function nameOf(id: string): string {
  return `presence-board name ${id}`
}

function newId(): string {
  return crypto.randomUUID().slice(0, 8)
}
