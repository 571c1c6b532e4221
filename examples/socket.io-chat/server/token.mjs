import { createHmac, timingSafeEqual } from 'node:crypto'

// JSON Web Tokens, HS256 only: https://www.rfc-editor.org/rfc/rfc7519. An app has them from whoever signs its users in.

const header = encode({ alg: 'HS256', typ: 'JWT' })

/** A token for the person `name`, good for `life` seconds. */
export function writeToken(name, life, secret) {
  const content = `${header}.${encode({ sub: name, exp: Math.floor(Date.now() / 1000) + life })}`
  return `${content}.${sign(content, secret).toString('base64url')}`
}

/** What a token says; throws for people to read. */
export function readToken(token, secret) {
  const [head, body, signature, ...rest] = typeof token === 'string' && token.length < 1000 ? token.split('.') : []
  if (head !== header || !signature || rest.length > 0) throw new Error('There is no token.')
  const given = Buffer.from(signature, 'base64url')
  const wanted = sign(`${head}.${body}`, secret)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Error('The token is not ours.')
  const claims = JSON.parse(Buffer.from(body, 'base64url'))
  if (!(claims.exp * 1000 > Date.now())) throw new Error('The token has run out.')
  return claims
}

function sign(content, secret) {
  return createHmac('sha256', secret).update(content).digest()
}

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
