/** Stands for what is left out of a recording. */
export const redacted = '[redacted]'

/** Names of fields and query parameters whose texts are credentials. */
const secretName = String.raw`token|secret|passw|passphrase|credential|authorization|cookie|api[-_]?key|private[-_]?key|signature|jwt`
const isSecretName = new RegExp(`${secretName}|^auth$|^session[-_]?id$`, 'i')
/** Events with which a client says who it is. */
const isSignIn = /^(auth|authenticate|authorize|log[-_ ]?in|sign[-_ ]?in)$/i

const secretsInText: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // user:password@host
  [/([a-z][a-z\d+.-]*:\/\/)[^\s/@:]+:[^\s/@]+@/gi, `$1${redacted}@`],
  // ?access_token=…
  [new RegExp(String.raw`([?&][^\s=&]*(?:${secretName})[^\s=&]*=)[^\s&#"]+`, 'gi'), `$1${redacted}`],
  // {"token":"…"} as text
  [new RegExp(String.raw`("[^"]*(?:${secretName})[^"]*"\s*:\s*")(?:[^"\\]|\\.)*"`, 'gi'), `$1${redacted}"`],
  [/\bBearer\s+\S+/gi, `Bearer ${redacted}`],
  // A JSON Web Token (RFC 7519) begins with the JSON {"
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, redacted],
]

/**
 * A copy of the data of a message without what looks like a credential: texts in fields with a name such as `token` or
 * `password`, such parameters of addresses, `Bearer …`, JSON Web Tokens, and everything in an event such as `AUTH`.
 */
export function redact(data: unknown, event?: string): unknown {
  return copyOf(data, event !== undefined && isSignIn.test(event))
}

/** A text without what looks like a credential. */
export function redactText(text: string): string {
  return secretsInText.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text)
}

function copyOf(value: unknown, isSecret: boolean): unknown {
  if (typeof value === 'string') return isSecret ? redacted : redactText(value)
  if (Array.isArray(value)) return value.map((part: unknown) => copyOf(part, isSecret))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, copyOf(part, isSecret || isSecretName.test(name))]),
  )
}
