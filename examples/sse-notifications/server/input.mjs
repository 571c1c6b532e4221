/** What a request may contain, and how it is told that it may not. */

export class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

export function readId(value) {
  if (typeof value === 'string' && /^[\w-]{1,64}$/.test(value)) return value
  throw new Refusal(400, 'An id has 1 to 64 letters, digits, - and _.')
}

/** Text with something to read in it. */
export function readText(value) {
  if (typeof value === 'string' && value.length <= 280 && /[^\s\p{Default_Ignorable_Code_Point}]/u.test(value))
    return value.trim()
  throw new Refusal(400, 'A text has 1 to 280 characters.')
}

export function readIds(value) {
  if (Array.isArray(value) && value.length > 0 && value.length <= 50) return value.map(readId)
  throw new Refusal(400, 'There are 1 to 50 ids.')
}

export function readSeconds(value = 0) {
  if (Number.isInteger(value) && value >= 0 && value <= 60) return value
  throw new Refusal(400, 'It is 0 to 60 whole seconds.')
}
