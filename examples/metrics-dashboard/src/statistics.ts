/** The value that 95 of 100 do not exceed; 0 of none. */
export function p95(values: readonly number[]): number {
  const sorted = Float64Array.from(values).toSorted()
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
