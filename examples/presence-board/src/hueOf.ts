/** The colour that a person always has. The golden angle spreads them, so that keys much alike do not look alike. */
export function hueOf(key: string): number {
  let hash = 0
  for (const character of key) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 65_521
  return Math.round((hash * 137.508) % 360)
}
