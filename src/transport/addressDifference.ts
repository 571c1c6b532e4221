/** The parts of what the user wrote, where `URL` may not read it: a typing error, an address without a host, or no address at all. */
interface Parts {
  /** Lower case; empty where there is none. */
  readonly scheme: string
  /** Host and path, without a slash at the end. */
  readonly path: string
  /** Query and fragment. They may be secret: they are compared, and never shown. */
  readonly query: string
  readonly hasSlash: boolean
}

const parts = /^(?:(?<scheme>[a-z][a-z\d+.-]*):\/\/)?(?:[^/?#]*@)?(?<path>[^?#]*)(?<query>.*)$/is

/** What is different in two names that lead to the same place, or almost; `undefined` for two that have nothing to do with each other. */
export function addressDifference(given: string, asked: string): readonly string[] | undefined {
  const [one, other] = [splitAddress(given), splitAddress(asked)]
  const isSamePath = one.path.toLowerCase() === other.path.toLowerCase()
  // An address may be given without its host, where the other one has it.
  const isPartOfOther = other.path.startsWith('/') && one.path.endsWith(other.path)
  const isPartOfOne = one.path.startsWith('/') && other.path.endsWith(one.path)
  if (!isSamePath && !isPartOfOther && !isPartOfOne) return undefined
  return [
    isSamePath && one.scheme !== other.scheme && 'the scheme',
    !isSamePath && 'the host',
    isSamePath && one.path !== other.path && 'upper and lower case',
    one.hasSlash !== other.hasSlash && 'the slash at the end',
    one.query !== other.query && 'the query',
  ].filter((difference) => difference !== false)
}

/** Whether a name is an address; a topic or a `key` is none. */
export function isAddress(name: string): boolean {
  return splitAddress(name).scheme !== '' || /^[./]/.test(name)
}

/** What may be shown of a name: no query, no fragment, and no user's name and password. */
export function withoutSecrets(name: string): string {
  const { scheme, path, hasSlash } = splitAddress(name)
  return `${scheme && `${scheme}://`}${path}${hasSlash ? '/' : ''}`
}

function splitAddress(name: string): Parts {
  const { scheme = '', path = '', query = '' } = parts.exec(name)?.groups ?? {}
  return { scheme: scheme.toLowerCase(), path: path.replace(/\/$/, ''), query, hasSlash: path.endsWith('/') }
}
