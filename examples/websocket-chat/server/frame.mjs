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
  return typeof value === 'string' && value.length <= most && value.trim() !== ''
}

/** Of a room or a person: one short line. */
export function isName(value) {
  return isText(value, 24) && !/\p{Cc}/u.test(value)
}

export function isPerson(value) {
  return isRecord(value) && isText(value.id, 64) && isName(value.name)
}
