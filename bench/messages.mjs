/** The one message all cases are about, as text. `keys` says over how many keys they go round; an array, which. */
export function tick(id, keys = 200) {
  const key = Array.isArray(keys) ? keys[id % keys.length] : `k${id % keys}`
  return JSON.stringify({ type: 'tick', payload: { id, key, value: valueOf(id) } })
}

export const valueOf = (id) => id / 1000

/** What every one of `size` rows must show after `count` messages went round them. */
export function lastValues(count, size) {
  const values = Array.from({ length: size }, () => '')
  for (let id = Math.max(0, count - size); id < count; id++) values[id % size] = String(valueOf(id))
  return values
}
