import type { Person } from '../protocol'

// sessionStorage, not localStorage: two tabs are two people.
const key = 'todos person'

/** Whoever this tab is, if it said so before. */
export function knownPerson(): Person | null {
  return JSON.parse(sessionStorage.getItem(key) ?? 'null') as Person | null
}

export function becomePerson(name: string): Person {
  const person = { id: crypto.randomUUID(), name }
  sessionStorage.setItem(key, JSON.stringify(person))
  return person
}
