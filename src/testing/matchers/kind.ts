/** The kind of a built-in object, also of one from another realm, such as that of jsdom. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** `expect.any(String)` and its like. */
export function isAsymmetric(value: unknown): boolean {
  return isObject(value) && 'asymmetricMatch' in value
}

/** The bytes of a buffer, or those that a view shows of one. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  const isBuffer = kindOf(value) === 'ArrayBuffer' || kindOf(value) === 'SharedArrayBuffer'
  return isBuffer ? new Uint8Array(value as ArrayBuffer) : undefined
}
