/** The colour that a name always has. Names that differ in a letter should not look alike: the golden angle spreads them. */
export function hueOf(name: string): number {
  let hash = 0
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521
  return Math.round((hash * 137.508) % 360)
}
