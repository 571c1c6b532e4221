import { expect } from 'vitest'
import type { Tab } from './drivers/browser'
import type { calls } from './page/calls'
import type { Seen } from './page/recorder'

type Calls = typeof calls

/** The page in a tab, as a test uses it. */
export interface Page {
  readonly tab: Tab
  /** Calls a function of `page/calls.tsx` in the page. */
  call<Name extends keyof Calls>(
    name: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<Awaited<ReturnType<Calls[Name]>>>
  /** Waits until the component that is mounted was told all of this. */
  sees(expected: Partial<Seen>): Promise<void>
  /** Closes its window, if it is not closed. */
  close(): Promise<void>
}

export function pageOf(tab: Tab): Page {
  let closing: Promise<void> | undefined

  async function call(name: string, ...args: unknown[]): Promise<unknown> {
    const answer = await tab.evaluate(`window.call(${JSON.stringify(name)}, ${JSON.stringify(args)})`)
    return (JSON.parse(answer) as { value?: unknown }).value
  }

  return {
    tab,
    call: call as Page['call'],
    async sees(expected) {
      await expect.poll(() => call('seen')).toMatchObject(expected)
    },
    close: () => (closing ??= tab.close()),
  }
}
