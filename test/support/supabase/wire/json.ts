export type Json = Readonly<Record<string, unknown>>

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object, or an empty one where something else came. */
export function asJson(value: unknown): Json {
  return isJson(value) ? value : {}
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
