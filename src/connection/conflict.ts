import { warn } from '../transport/warn'

/** What differs between users and does not matter, or cannot be compared by value. */
const ignored = new Set([
  'enabled',
  'clock',
  'network',
  'wrappers',
  'validate',
  'codec',
  'key',
  'protocols',
  'method',
  'headers',
  'body',
  'native',
  'events',
  'withCredentials',
  'auth',
  'manager',
])

/** Development only: the first user's options hold, so a second one who asks for others should know. */
export function warnOfConflict(name: string, first: object | undefined, next: object): void {
  if (!first) return
  const kept = comparable(first)
  const asked = comparable(next)
  for (const option of new Set([...kept.keys(), ...asked.keys()])) {
    const [one, other] = [kept.get(option), asked.get(option)]
    if (one !== other) warn(`users of ${name} differ in "${option}": ${one} is kept, ${other} ignored`)
  }
}

function comparable(options: object): Map<string, string> {
  const entries = Object.entries(options).filter(([name, value]) => !ignored.has(name) && typeof value !== 'function')
  return new Map(entries.map(([name, value]) => [name, printed(value)]))
}

function printed(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch {
    return 'a value that JSON cannot hold'
  }
}
