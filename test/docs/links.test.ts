import { expect, test } from 'vitest'
import { anchorsOf, brokenLinks, storybookEntries } from './support/links'
import { findPages } from './support/pages'

const pages = findPages('*.md', 'examples/*/README.md', 'stories/**/*.{md,mdx}')
const entries = storybookEntries()

test('every link leads to a page, a heading or a story that is there', () => {
  expect(pages.flatMap((page) => brokenLinks(page, entries))).toEqual([])
})

test('this test would notice', () => {
  const text = '# On it\n\n[a](nowhere.md) [b](#on-it) [c](#off-it)\n[d](?path=/docs/nothing--docs) `[e](nowhere.md)`\n'
  expect(brokenLinks({ path: 'README.md', text }, entries)).toEqual([
    'README.md:3: nowhere.md',
    'README.md:3: #off-it',
    'README.md:4: ?path=/docs/nothing--docs',
  ])
})

test('headings are anchors as GitHub makes them', () => {
  expect([...anchorsOf('# What you get: `all`\n## Twice\n## Twice\n')]).toEqual([
    'what-you-get-all',
    'twice',
    'twice-1',
  ])
})

test('stories have the ids that Storybook gives them', () => {
  expect(entries).toContain('/docs/hooks-usewebsocket--docs')
})
