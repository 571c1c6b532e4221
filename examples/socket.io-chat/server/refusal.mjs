/** A no that is meant for whoever asked. */
export class Refusal extends Error {
  constructor(reason, details = {}) {
    super(reason)
    this.answer = { reason, ...details }
  }
}

export function refuse(reason, details) {
  throw new Refusal(reason, details)
}

/** Text with something to read in it. */
export function isText(value, most) {
  return typeof value === 'string' && value.length <= most && value.trim() !== ''
}

/** Of a person: one short line. */
export function isName(value) {
  return isText(value, 24) && !/\p{Cc}/u.test(value)
}
