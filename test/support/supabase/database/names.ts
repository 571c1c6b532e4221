/** An identifier, quoted: never the user's text as it came. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** The parameters of a statement: `add` gives what to write in their place. */
export interface Params {
  readonly values: readonly unknown[]
  add(value: unknown): string
}

export function createParams(): Params {
  const values: unknown[] = []
  return { values, add: (value) => `$${values.push(value)}` }
}

/** `a,"b,c",d`: what stands between the parentheses of `in.(…)`. */
export function splitList(text: string): string[] {
  return [...text.matchAll(/\s*(?:"((?:[^"\\]|\\.)*)"|([^,]*))\s*(?:,|$)/g)]
    .filter(({ index }) => index < text.length)
    .map(([, quoted, plain]) => quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '')
}
