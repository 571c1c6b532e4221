/**
 * The columns of a query as PostgREST takes them, with those that have to be in every row: the key, and what the rows are
 * ordered by. https://docs.postgrest.org/en/stable/references/api/tables_views.html#vertical-filtering
 */
export function withColumns(select: string, needed: readonly string[]): string {
  const parts = topLevelParts(select)
  if (parts.includes('*')) return select
  const missing = [...new Set(needed)].filter((column) => !parts.includes(column) && !parts.includes(`"${column}"`))
  return [select, ...missing].filter(Boolean).join(',')
}

/** Splits at the commas outside of parentheses: those inside belong to an embedded table. */
function topLevelParts(select: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index < select.length; index += 1) {
    const character = select[index]
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
    if (character !== ',' || depth > 0) continue
    parts.push(select.slice(start, index))
    start = index + 1
  }
  parts.push(select.slice(start))
  return parts.map((part) => part.trim())
}
