/** Who somebody is: the body of a JSON Web Token. */
export interface Claims {
  readonly role: string
  readonly sub?: string
  /** Seconds since 1970. */
  readonly exp?: number
  readonly [claim: string]: unknown
}

export type TokenFault = 'MalformedJWT' | 'JwtSignatureError' | 'InvalidJWTToken'

export class TokenError extends Error {
  override name = 'TokenError'
  constructor(
    readonly code: TokenFault,
    message: string,
  ) {
    super(message)
  }
}

const hs256 = { name: 'HMAC', hash: 'SHA-256' }

/** A JSON Web Token, HS256. */
export async function signToken(claims: object, secret: string): Promise<string> {
  const content = [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => toBase64Url(bytes(JSON.stringify(part))))
    .join('.')
  const signature = await crypto.subtle.sign('HMAC', await importKey(secret), bytes(content))
  return `${content}.${toBase64Url(new Uint8Array(signature))}`
}

/** Throws a `TokenError` unless it is well-formed, signed with this secret, and good for another moment. */
export async function verifyToken(token: string, secret: string): Promise<Claims> {
  const [head, body, signature, ...more] = token.split('.')
  if (!head || !body || !signature || more.length > 0) throw malformed()
  const claims = parse(body)
  const key = await importKey(secret)
  if (!(await crypto.subtle.verify('HMAC', key, fromBase64Url(signature), bytes(`${head}.${body}`)))) {
    throw new TokenError('JwtSignatureError', 'Failed to validate JWT signature')
  }
  if (typeof claims.role !== 'string' || typeof claims.exp !== 'number') {
    throw new TokenError('InvalidJWTToken', 'Fields `role` and `exp` are required in JWT')
  }
  const late = Math.floor(Date.now() / 1000) - claims.exp
  if (late >= 0) throw expired(late)
  return claims
}

export function expired(seconds = 0): TokenError {
  return new TokenError('InvalidJWTToken', `Token has expired ${seconds} seconds ago`)
}

function malformed(): TokenError {
  return new TokenError('MalformedJWT', 'The token provided is not a valid JWT')
}

function parse(body: string): Claims {
  try {
    return JSON.parse(new TextDecoder().decode(fromBase64Url(body))) as Claims
  } catch {
    throw malformed()
  }
}

function importKey(secret: string): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes(secret), hs256, false, ['sign', 'verify'])
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

function toBase64Url(data: Uint8Array): string {
  return btoa(String.fromCharCode(...data))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (char) => char.charCodeAt(0))
}
