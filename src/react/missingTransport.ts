import { addressDifference, isAddress, withoutSecrets } from '../transport/addressDifference'
import { warnOnce } from '../transport/development'
import type { Identity } from '../transport/identity'
import { namesOf } from '../transport/identityTexts'

/** So many names are listed. */
const mostNames = 8

declare const process: { env: { NODE_ENV?: string } }

/**
 * Tells developers that the table of a `WireProvider` has nothing for a connection: a typing error in a test would dial the real
 * server, and nobody would know. What goes through an object of the caller's, such as a client of Supabase, may be a fake by
 * itself: it counts where the table names more than addresses.
 */
export function warnOfMissingTransport(given: readonly string[], asked: Identity): void {
  const isFoundByUrl = asked.parts.label === undefined
  if (!isFoundByUrl && given.every(isAddress)) return
  const text = warningFor(given, asked)
  warnOnce(text, () => process.env.NODE_ENV !== 'production' && text)
}

/** The names that the table has, those of the connection, and which two are probably meant to be the same. */
function warningFor(given: readonly string[], asked: Identity): string {
  const names = namesOf(asked)
  return [
    names.length > 0
      ? `Expected the table of WireProvider to have a transport for ${listed(names, 'or')}, but it has ${given.length > 0 ? listed(given, 'and') : 'no names'}.`
      : `Expected a connection below WireProvider to have a name, but its address is a function: give it a \`key\`, and name that in the table.`,
    ...given.flatMap((name) => names.flatMap((other) => guesses(name, other))),
    'It goes to its real address. If that is meant, give the name the value undefined.',
  ].join(' ')
}

/** None, or one sentence. */
function guesses(given: string, asked: string): string[] {
  const differences = addressDifference(given, asked)
  return differences ? [`${quoted(given)} and ${quoted(asked)} differ in ${differences.join(' and ')}.`] : []
}

function listed(names: readonly string[], word: string): string {
  const texts = names.slice(0, mostNames).map(quoted)
  const more = names.length - texts.length
  const all = more > 0 ? [...texts, `${more} more`] : texts
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1)}` : `${all[0]}`
}

function quoted(name: string): string {
  return `"${withoutSecrets(name)}"`
}
