import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** Where the repository is, with a slash at its end. */
export const root = `${resolve(import.meta.dirname, '../../..')}/`

/** A page of documentation. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string
  readonly text: string
}

/** Every page whose path matches one of the patterns, in the order of their paths. */
export function findPages(...patterns: string[]): Page[] {
  const exclude = ['**/node_modules/**', '**/dist/**']
  return globSync(patterns, { cwd: root, exclude }).toSorted().map(readPage)
}

export function readPage(path: string): Page {
  return { path, text: readFileSync(root + path, 'utf8') }
}
