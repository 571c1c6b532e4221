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

const member = (index, version) => ({
  id: `k${index}`,
  version,
  key: `k${index}`,
  state: { name: `Member ${index}`, cursor: { x: version, y: index } },
  since: index,
  at: version,
})

const presence = (frame) => JSON.stringify({ type: 'presence', payload: { channel: 'main', ...frame } })

/** Lets in whoever is called `key`, as a server says it that speaks PROTOCOL.md. */
export const entered = (key) => presence({ kind: 'entered', id: key, key })

/** A crowd, as a server says it that speaks PROTOCOL.md. */
export function everybody(size) {
  const members = Array.from({ length: size }, (_, index) => member(index, 1))
  return presence({ kind: 'state', revision: 0, now: Date.now(), grace: 15_000, members })
}

/** What changes with one frame: the next `perFrame` of all, but `one` only in every `perSecond`th round. */
export function diff(frame, { size, perFrame, perSecond, one }) {
  const set = []
  for (let count = frame * perFrame; count < (frame + 1) * perFrame; count++) {
    const round = Math.floor(count / size)
    const next = member(count % size, round + 2)
    if (next.id !== one || round % perSecond === 0) set.push(next)
  }
  return presence({ kind: 'diff', from: frame, revision: frame + 1, set })
}
