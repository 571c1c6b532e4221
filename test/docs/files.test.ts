import { globSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findPages, type Page, root } from './support/pages'

const sources = globSync('{src,stories,test}/**/*.{ts,tsx}', { cwd: root })

/** The files in backticks that are not there, each with its page: `retry.ts`, or with its folder `react/useHold.ts`. */
function missingFiles({ path, text }: Page): string[] {
  const names = Array.from(text.matchAll(/`([\w./]+\.tsx?)`/g), ([, name = '']) => name)
  return names
    .filter((name) => !sources.some((file) => `/${file}`.endsWith(`/${name}`)))
    .map((name) => `${path}: ${name}`)
}

test('every file that CONTRIBUTING.md names is there', () => {
  expect(findPages('CONTRIBUTING.md').flatMap(missingFiles)).toEqual([])
})

test('this test would notice', () => {
  const text = 'See `react/useHold.ts`, `lease.tsx` and `react/attempt.ts`.'
  expect(missingFiles({ path: 'CONTRIBUTING.md', text })).toEqual([
    'CONTRIBUTING.md: lease.tsx',
    'CONTRIBUTING.md: react/attempt.ts',
  ])
})
