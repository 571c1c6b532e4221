/** A text that nobody else makes. Only pages over https and localhost have `randomUUID`, and React Native has no `crypto`. */
export function uniqueId(): string {
  return globalThis.crypto?.randomUUID?.() ?? `${Math.random()}${Math.random()}`
}
