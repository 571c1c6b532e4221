/** Old versions of Node, and a page that jsdom plays, have no global crypto with digests: this module of Node has them. */
const nodeCrypto = 'node:crypto'

interface CryptoModule {
  readonly webcrypto: Crypto
}

/** The digest of a text, as hexadecimal digits. */
export async function digestOf(algorithm: 'SHA-1' | 'SHA-256', text: string): Promise<string> {
  const subtle = globalThis.crypto?.subtle ?? (await cryptoModule()).webcrypto.subtle
  const bytes = new Uint8Array(await subtle.digest(algorithm, new TextEncoder().encode(text)))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function cryptoModule(): Promise<CryptoModule> {
  const { process: runtime } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => CryptoModule | undefined }
  }
  // Node has this function since 20.16 and 22.3. Unlike `import()`, it works inside of Jest, too.
  const builtin = runtime?.getBuiltinModule?.(nodeCrypto)
  // Named by a variable, and with these comments, the import stays as it is in every bundle: a bundler for browsers does not fail
  // over a module of Node, webpack and Rspack do not look for it among their own modules, and Vite does not warn of it.
  return builtin ?? import(/* webpackIgnore: true */ /* @vite-ignore */ nodeCrypto)
}
