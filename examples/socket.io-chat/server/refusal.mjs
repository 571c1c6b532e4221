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
  return typeof value === 'string' && value.length <= most && /[^\s\p{Default_Ignorable_Code_Point}]/u.test(value)
}

/** Of a person: one short line. Halves of a character, and what turns the text around it, are not for names. */
export function isName(value) {
  return isText(value, 24) && !/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(value)
}
