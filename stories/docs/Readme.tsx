import { Markdown } from '@storybook/addon-docs/blocks'
import type { ReactElement } from 'react'
import readme from '../../README.md?raw'

/** A part of the README as it stands there, so that both say the same: what is under one of its headings. */
export function Readme({ section }: { section: string }): ReactElement {
  return <Markdown>{withoutFileLinks(textUnder(section))}</Markdown>
}

function textUnder(section: string): string {
  const lines = readme.split('\n')
  const start = lines.findIndex((line) => line.replace(/^#+ /, '') === section && line.startsWith('#'))
  if (start < 0) throw new Error(`README.md has no heading ${section}`)
  const depth = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 0
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => new RegExp(`^#{1,${depth}} `).test(line))
  return rest.slice(0, end < 0 ? undefined : end).join('\n')
}

/** Files of the repository are not here: of a link to one the words stay. */
function withoutFileLinks(text: string): string {
  return text.replaceAll(/\[([^\]]+)\]\((?!https?:)[^)]+\)/g, '$1')
}
