import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, normalize } from 'node:path'
import { storyNameFromExport, toId } from 'storybook/internal/csf'
import { type Page, readPage, root } from './pages'

/** Links of a page that lead nowhere, each with its line. What is on other sites is not asked for. */
export function brokenLinks({ path, text }: Page, entries: ReadonlySet<string>): string[] {
  return withoutCode(text)
    .split('\n')
    .flatMap((line, index) =>
      [...linksIn(line)]
        .filter((link) => !leadsSomewhere(link, path, text, entries))
        .map((link) => `${path}:${index + 1}: ${link}`),
    )
}

/** The ids of Storybook's entries for these stories and pages, as `?path=/docs/…` and `?path=/story/…` name them. */
export function storybookEntries(): Set<string> {
  const entries = new Set<string>()
  for (const path of globSync('stories/**/*.{mdx,stories.tsx}', { cwd: root })) {
    const text = readFileSync(root + path, 'utf8')
    const title = (/<Meta[^>]* title="([^"]+)"/.exec(text) ?? /\btitle: '([^']+)'/.exec(text))?.[1]
    if (title === undefined) continue
    entries.add(`/docs/${toId(title, 'docs')}`)
    if (path.endsWith('.mdx')) continue
    for (const [, name = ''] of text.matchAll(/^export const (\w+)/gm))
      entries.add(`/story/${toId(title, storyNameFromExport(name))}`)
  }
  return entries
}

/** The anchors that GitHub makes of headings. */
export function anchorsOf(text: string): Set<string> {
  const headings = [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, words = '']) => slug(words))
  const counts = new Map<string, number>()
  return new Set(
    headings.map((heading) => {
      const count = counts.get(heading) ?? 0
      counts.set(heading, count + 1)
      return count === 0 ? heading : `${heading}-${count}`
    }),
  )
}

function leadsSomewhere(link: string, path: string, text: string, entries: ReadonlySet<string>): boolean {
  if (/^(https?:|mailto:)/.test(link)) return URL.canParse(link)
  const page = /^(?:\.\/)?\?path=(\/(?:docs|story)\/[^&#]+)/.exec(link)?.[1]
  if (page !== undefined) return entries.has(page)
  // It is generated, and put beside Storybook's static build.
  if (/^(\.\/)?reference\//.test(link) && path.endsWith('.mdx')) return true
  const [file = '', anchor] = link.split('#')
  const target = file === '' ? path : normalize(`${dirname(path)}/${file}`)
  if (!existsSync(root + target)) return false
  if (anchor === undefined) return true
  return statSync(root + target).isFile() && anchorsOf(file === '' ? text : readPage(target).text).has(anchor)
}

function* linksIn(line: string): Iterable<string> {
  for (const [, link] of line.matchAll(/\]\(([^)\s]+)[^)]*\)/g)) if (link) yield link
  for (const [, link] of line.matchAll(/\bhref="([^"]+)"/g)) if (link) yield link
}

/** Blocks and words in code are no links; the lines stay where they are. */
function withoutCode(text: string): string {
  const blank = (code: string): string => code.replaceAll(/[^\n]/g, ' ')
  return text
    .replaceAll(/^```[\s\S]*?^```/gm, blank)
    .replaceAll(/`[^`\n]*`/g, (code) => code.slice(1, -1).replaceAll(/[[\]]/g, ' '))
}

function slug(words: string): string {
  return words
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
