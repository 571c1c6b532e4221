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
  if (!isFoundByUrl && given.every(isUrl)) return
  const text = textOf(given, asked)
  warnOnce(text, () => process.env.NODE_ENV !== 'production' && text)
}

/** The names that the table has, those of the connection, and which two are probably meant to be the same. */
function textOf(given: readonly string[], asked: Identity): string {
  const names = namesOf(asked)
  const guesses = given.flatMap((name) => names.flatMap((other) => guessOf(name, other)))
  return [
    names.length > 0
      ? `Expected the table of WireProvider to have a transport for ${listed(names, 'or')}, but it has ${given.length > 0 ? listed(given, 'and') : 'none at all'}.`
      : `Expected a connection below WireProvider to have a name, but its address is a function: give it a \`key\`, and name that in the table.`,
    ...guesses,
    'It goes to its real address. If that is meant, give the name the value undefined.',
  ].join(' ')
}

/** A topic or a `key` is none. */
function isUrl(name: string): boolean {
  return placeOf(name).scheme !== '' || /^[./]/.test(name)
}

/** Where a name leads. A query, which may be secret, is compared and never shown. */
interface Place {
  readonly scheme: string
  readonly path: string
  readonly query: string
  readonly hasSlash: boolean
}

function placeOf(name: string): Place {
  const [, scheme = '', , rest = '', query = ''] =
    /^(?:([a-z][a-z\d+.-]*):\/\/)?([^/?#]*@)?([^?#]*)(.*)$/is.exec(name) ?? []
  return { scheme: scheme.toLowerCase(), path: rest.replace(/\/$/, ''), query, hasSlash: rest.endsWith('/') }
}

function guessOf(given: string, asked: string): string[] {
  const [one, other] = [placeOf(given), placeOf(asked)]
  const isSamePath = one.path.toLowerCase() === other.path.toLowerCase()
  // An address may be given without its host, where the other one has it.
  const isPartOfOther = other.path.startsWith('/') && one.path.endsWith(other.path)
  const isPartOfOne = one.path.startsWith('/') && other.path.endsWith(one.path)
  if (!isSamePath && !isPartOfOther && !isPartOfOne) return []
  const differences = [
    isSamePath && one.scheme !== other.scheme && 'the scheme',
    !isSamePath && 'the host',
    isSamePath && one.path !== other.path && 'upper and lower case',
    one.hasSlash !== other.hasSlash && 'the slash at the end',
    one.query !== other.query && 'the query',
  ].filter((difference) => difference !== false)
  return [`${shown(given)} and ${shown(asked)} differ in ${differences.join(' and ')}.`]
}

function listed(names: readonly string[], word: string): string {
  const texts = names.slice(0, mostNames).map(shown)
  const more = names.length - texts.length
  const all = more > 0 ? [...texts, `${more} more`] : texts
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1)}` : `${all[0]}`
}

/** Without a query, a fragment, or a user's name and password. */
function shown(name: string): string {
  const { scheme, path, hasSlash } = placeOf(name)
  return `"${scheme && `${scheme}://`}${path}${hasSlash ? '/' : ''}"`
}
