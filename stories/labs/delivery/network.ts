import { server } from './server'

/** What is wrong between the two ends. */
export type Trouble = 'half-open' | 'server down'

/** Has it be so from now on. */
export function haveTrouble(trouble: Trouble | null): void {
  server.set({ silent: trouble === 'half-open', refuses: trouble === 'server down' ? 1006 : null })
  if (trouble === 'server down') server.drop()
}
