/** `{ type, payload }` of a text frame, or nothing when it is not one of ours. */
export function readFrame(data) {
  try {
    const message = JSON.parse(String(data))
    if (!isRecord(message) || typeof message.type !== 'string') return null
    const { type, payload = {} } = message
    return isRecord(payload) ? { type, payload } : null
  } catch {
    return null
  }
}

function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
