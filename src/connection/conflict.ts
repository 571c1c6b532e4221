import type { Transport } from '../transport/transport'
import { isDevelopment, warn } from './warn'

/** Development only: the first user's options win, so a second user who asks for others should know. */
export function warnOfConflict({ name, key }: Transport, kept: object, ignored: object): void {
  if (!isDevelopment()) return
  const first = plain(kept)
  const second = plain(ignored)
  for (const option of new Set([...first.keys(), ...second.keys()])) {
    const [one, other] = [first.get(option), second.get(option)]
    if (one !== other) warn(`users of ${key ?? name} ask for different "${option}": ${one} is kept, ${other} ignored`)
  }
}

/** The options that can be compared by value; functions change with every render. */
function plain(options: object): Map<string, string> {
  const comparable = Object.entries(options).filter(
    ([name]) => !['clock', 'network', 'schemas', 'codec'].includes(name),
  )
  return new Map(
    comparable.flatMap(([name, value]) => (typeof value === 'function' ? [] : [[name, JSON.stringify(value)]])),
  )
}
