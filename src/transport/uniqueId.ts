/** A text of 128 random bits, which nobody else has. Where there is no `crypto.getRandomValues`, as in React Native, they can be guessed. */
export function uniqueId(): string {
  const parts =
    globalThis.crypto?.getRandomValues?.(new Uint32Array(4)) ?? [0, 0, 0, 0].map(() => Math.random() * 2 ** 32)
  return Array.from(parts, (part) => Math.floor(part).toString(36)).join('-')
}
