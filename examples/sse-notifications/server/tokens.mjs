import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Tokens that say who somebody is, for `lifetime` milliseconds. Nothing is stored; the secret is made anew with every
 * start, so that a restart signs everybody out, and pages sign in again.
 */
export function createTokens({ lifetime }) {
  const secret = randomBytes(32)
  const sign = (text) => createHmac('sha256', secret).update(text).digest()

  return {
    make(user) {
      const text = `${user}.${Date.now() + lifetime}`
      return `${text}.${sign(text).toString('base64url')}`
    },

    /** The user, or nothing when it is not ours or too old. */
    read(token) {
      const [user, until, signature] = token.split('.')
      const mine = sign(`${user}.${until}`)
      const theirs = Buffer.from(signature ?? '', 'base64url')
      const isOurs = theirs.length === mine.length && timingSafeEqual(theirs, mine)
      return isOurs && Number(until) > Date.now() ? user : null
    },
  }
}
