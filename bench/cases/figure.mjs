/** A figure as so many times that of raw (or of another) in the same round. */
export const times = (name, against = 'raw') => ({
  digits: 3,
  spread: true,
  value: (own, peers) => own[name] / peers[against]?.[name],
})

/** A figure as so much more than that of raw in the same round. */
export const above = (name) => ({ digits: 2, spread: true, value: (own, { raw }) => own[name] - raw[name] })

export const total = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0)
