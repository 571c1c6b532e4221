import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const textOf = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8')

/** Every code that a type of the source knows. */
function codesOf(source: string): string[] {
  const [, union = ''] = /export type ErrorCode =((?:\s*\| '[a-z-]+')+)/.exec(source) ?? []
  return Array.from(union.matchAll(/'([a-z-]+)'/g), ([, code = '']) => code)
}

/** Every code that has a row of its own, with a meaning and an advice. Formatting fills cells up with spaces. */
function explainedIn(page: string): string[] {
  const rows = page.replaceAll(/ +\|/g, ' |')
  return Array.from(rows.matchAll(/^\| `([a-z-]+)` \| [^|]{20,} \| [^|]{10,} \|$/gm), ([, code = '']) => code)
}

test('the page of errors explains every code, and no other', () => {
  const codes = codesOf(textOf('src/transport/error.ts'))
  expect(codes.length).toBeGreaterThan(15)
  expect(explainedIn(textOf('stories/docs/Errors.mdx')).toSorted()).toEqual(codes.toSorted())
})
