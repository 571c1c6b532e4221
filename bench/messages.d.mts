export function tick(id: number, keys?: number | readonly string[]): string
