import { vi } from 'vitest'

/** Looks again until it is so. A machine that has much else to do may take its time. */
export async function eventually(assert: () => void): Promise<void> {
  await vi.waitFor(assert, { timeout: 20_000, interval: 10 })
}
