import type { EqualityTester, MatcherContext } from './runner'

/** Whether two values are the same to a test. What is wanted may hold asymmetric matchers. */
export type IsSame = (received: unknown, wanted: unknown) => boolean

/** As `toEqual` compares, with the testers that the user has added, and bytes by what they are. */
export function equalityOf({ equals, customTesters, utils }: MatcherContext): IsSame {
  const testers = [...customTesters, areSameBytes, areSameBlobs, utils.iterableEquality]
  return (received, wanted) => {
    try {
      return equals(received, wanted, testers)
    } catch {
      // A getter throws: what cannot be read is not the same. The message of the matcher shows what can be read.
      return false
    }
  }
}

/** To the runners all buffers are equal, and all views of kind `DataView`: they have no properties to compare. */
const areSameBytes: EqualityTester = (one, other) => {
  const [bytes, otherBytes] = [bytesOf(one), bytesOf(other)]
  if (!bytes || !otherBytes || kindOf(one) !== kindOf(other)) return undefined
  return bytes.length === otherBytes.length && bytes.every((byte, index) => byte === otherBytes[index])
}

/** What is in a blob cannot be read at once: its size and type have to do. */
const areSameBlobs: EqualityTester = (one, other) => {
  if (!isBlob(one) || !isBlob(other)) return undefined
  return one.size === other.size && one.type === other.type
}

/** The bytes of a buffer, or of a view that is no typed array. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (kindOf(value) === 'ArrayBuffer') return new Uint8Array(value as ArrayBuffer)
  if (kindOf(value) !== 'DataView') return undefined
  const { buffer, byteOffset, byteLength } = value as DataView
  return new Uint8Array(buffer, byteOffset, byteLength)
}

/** `expect.any(String)` and its like. */
export function isAsymmetric(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'asymmetricMatch' in value
}

export function isBlob(value: unknown): value is Blob {
  return kindOf(value) === 'Blob' || kindOf(value) === 'File'
}

/** The kind of a built-in object, also of one from another realm, such as that of jsdom. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1)
}
