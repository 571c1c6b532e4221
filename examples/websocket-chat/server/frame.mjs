/** `{ type, payload, id }` of a text frame, or nothing when it is not one of ours. */
export function readFrame(data) {
  try {
    const message = JSON.parse(String(data))
    if (!isRecord(message) || typeof message.type !== 'string') return null
    const { type, payload = {}, id } = message
    return isRecord(payload) && (id === undefined || isText(id, 64)) ? { type, payload, id } : null
  } catch {
    return null
  }
}

export function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Text with something to read in it. */
export function isText(value, most) {
  return typeof value === 'string' && value.length <= most && /[^\s\p{Default_Ignorable_Code_Point}]/u.test(value)
}

/** Of a room or a person: one short line. Halves of a character, and what turns the text around it, are not for names. */
export function isName(value) {
  return isText(value, 24) && !/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(value)
}
