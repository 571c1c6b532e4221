import { readFileSync } from 'node:fs'

const readme = new URL('../../README.md', import.meta.url)

/** A row of a table on the README: its cells, without those of the heading. */
export type Row = readonly string[]

/** The rows of the first table under a heading of the README: `## Where it runs`. Throws where there is none. */
export function readmeTable(heading: string): Row[] {
  const text = `\n${readFileSync(readme, 'utf8')}`
  const [, section = ''] = text.split(`\n${heading}\n`)
  const [ofSection = ''] = section.split('\n## ')
  const [table] = /(^\|.*\n)+/m.exec(ofSection) ?? []
  if (!table) throw new Error(`Expected a table under “${heading}” in README.md, found none.`)
  const [, , ...rows] = table.trim().split('\n')
  return rows.map(cellsOf)
}

/** The versions in a text, such as `18.2` and `153`. */
export function versionsIn(text: string): string[] {
  return text.match(/\d+(\.\d+)*/g) ?? []
}

function cellsOf(line: string): Row {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}
