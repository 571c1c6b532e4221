import { vi } from 'vitest'

/** Until a check holds; what it says last is why a test failed. */
export async function eventually(check: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(check, { timeout: 8000, interval: 10 })
}
