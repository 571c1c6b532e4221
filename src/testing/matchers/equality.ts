import { isBlob } from '../../transport/frame'
import { bytesOf, kindOf } from './kind'
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

/**
 * The runners take all buffers as equal, since a buffer has no properties to compare; and two typed arrays as different where their
 * classes are, such as `Buffer` and `Uint8Array`, or `Uint8Array` of Node and that of jsdom.
 */
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
