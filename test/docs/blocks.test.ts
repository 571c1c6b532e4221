import { expect, test } from 'vitest'
import { blocksOf } from './support/blocks'
import { findPages } from './support/pages'
import { typeErrors } from './support/typecheck'

const pages = findPages('*.md', 'examples/*/README.md', 'stories/**/*.{md,mdx}')
const blocks = pages.flatMap(blocksOf)

const wrong = '# Wrong\n\n```ts\nimport { webSocket } from "wirehooks"\n\nwebSocket(7)\nwebsocket(url)\n```\n'
const errors = typeErrors([...blocks, ...blocksOf({ path: 'wrong.md', text: wrong })])

test('every block of code on a page has the types it says', () => {
  expect(blocks.length).toBeGreaterThan(20)
  expect(errors.filter((error) => !error.startsWith('wrong.md'))).toEqual([])
})

test('this test would notice', () => {
  expect(errors.filter((error) => error.startsWith('wrong.md'))).toEqual([
    expect.stringMatching(/^wrong.md:6: Argument of type 'number' is not assignable/),
    expect.stringMatching(/^wrong.md:7: Cannot find name 'websocket'/),
  ])
})
