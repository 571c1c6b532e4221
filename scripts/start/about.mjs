import { readFileSync } from 'node:fs'

/** What a README says of itself: its heading, and the first sentence below it. */
export function aboutOf(readme) {
  const [, title, paragraph] = /^# (.+)\n\n([^]+?)(?:\n\n|$)/.exec(readFileSync(readme, 'utf8')) ?? []
  if (!title) throw new Error(`${readme} should begin with a heading and a paragraph.`)
  const [about] = /^[^]+?[.](?=\s|$)/.exec(paragraph) ?? [paragraph]
  return { title, about: about.replaceAll('\n', ' ') }
}
