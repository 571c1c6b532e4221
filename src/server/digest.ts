/** Named by a variable, so that no bundler looks for it: only Node before version 20 needs it. */
const nodeCrypto = 'node:crypto'

/** The digest of a text, as hexadecimal digits. */
export async function digestOf(algorithm: 'SHA-1' | 'SHA-256', text: string): Promise<string> {
  const subtle = await subtleCrypto()
  const bytes = new Uint8Array(await subtle.digest(algorithm, new TextEncoder().encode(text)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function subtleCrypto(): Promise<SubtleCrypto> {
  const { subtle } = globalThis.crypto ?? {}
  if (subtle) return subtle
  const { webcrypto }: { webcrypto: Crypto } = await import(nodeCrypto)
  return webcrypto.subtle
}
