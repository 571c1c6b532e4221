import { createHash } from 'node:crypto'
import { isName, isText } from './frame.mjs'

/**
 * Who somebody is to the others. The id is made of their key, and nobody finds the key from it: who knows the id can address this
 * person, and cannot be this person. Nothing when it is no key or no name. An app has the id from whoever signs its users in.
 */
export function personOf({ key, name }) {
  if (!isText(key, 64) || key.length < 16 || !isName(name)) return null
  return { id: createHash('sha256').update(key).digest('base64url').slice(0, 22), name: name.trim() }
}
