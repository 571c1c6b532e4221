import type { Page } from './pages'

/** A block of TypeScript on a page. */
export interface Block {
  /** Of the page. */
  readonly path: string
  /** Where its first line of code is on the page; the first line of a page is 1. */
  readonly line: number
  /** The words of the heading above it, or of the bold words that begin a paragraph there. */
  readonly section: string
  readonly code: string
}

const fence = /^```(\w*)$/
const heading = /^#+ (.+)$/
const lead = /^\*\*(.+?)\.?\*\*/

/** The blocks of a page that are TypeScript, from top to bottom. */
export function blocksOf({ path, text }: Page): Block[] {
  const blocks: Block[] = []
  let section = ''
  let open: { language: string; line: number; code: string[] } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const language = fence.exec(line)?.[1]
    if (open && language === '') {
      const { code, ...rest } = open
      if (/^tsx?$/.test(rest.language)) blocks.push({ path, line: rest.line, section, code: code.join('\n') })
      open = undefined
    } else if (open) open.code.push(line)
    else if (language !== undefined) open = { language, line: index + 2, code: [] }
    else section = (heading.exec(line) ?? lead.exec(line))?.[1] ?? section
  }
  return blocks
}
