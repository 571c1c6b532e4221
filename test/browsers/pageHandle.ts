import { expect } from 'vitest'
import type { calls } from './app/calls'
import type { Seen } from './app/recorder'
import type { Tab } from './drivers/browser'

type Calls = typeof calls

/** The page of a tab, as a test uses it. */
export interface PageHandle {
  readonly tab: Tab
  /** Calls a function of `app/calls.tsx` in the page. */
  call<Name extends keyof Calls>(
    name: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<Awaited<ReturnType<Calls[Name]>>>
  /** Waits until the component that is mounted was told all of this. */
  sees(expected: Partial<Seen>): Promise<void>
  /** Closes its window, if it is not closed. */
  close(): Promise<void>
}

export function handleOf(tab: Tab): PageHandle {
  let closing: Promise<void> | undefined

  async function call(name: string, ...args: unknown[]): Promise<unknown> {
    const answer = await tab.evaluate(`window.call(${JSON.stringify(name)}, ${JSON.stringify(args)})`)
    return (JSON.parse(answer) as { value?: unknown }).value
  }

  return {
    tab,
    call: call as PageHandle['call'],
    async sees(expected) {
      await expect.poll(() => call('seen')).toMatchObject(expected)
    },
    close: () => (closing ??= tab.close()),
  }
}
