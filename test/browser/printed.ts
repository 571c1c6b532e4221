import { onTestFinished, vi } from 'vitest'
import { cdp } from 'vitest/browser'

/**
 * Everything a developer would see in red or yellow from now on: what scripts print, and what the browser itself writes
 * into the log of its developer tools, which never reaches `console`.
 */
export async function watchPrinted(): Promise<readonly string[]> {
  const printed: string[] = []
  for (const level of ['error', 'warn'] as const) {
    const spy = vi.spyOn(console, level).mockImplementation((...words: unknown[]) => {
      printed.push(`${level}: ${words.map(String).join(' ')}`)
    })
    onTestFinished(() => spy.mockRestore())
  }

  const session = cdp()
  const onEntry = ({ entry }: { entry: { level: string; text: string } }): void => {
    printed.push(`${entry.level}: ${entry.text}`)
  }
  await session.send('Log.clear')
  session.on('Log.entryAdded', onEntry)
  await session.send('Log.enable')
  onTestFinished(async () => {
    session.off('Log.entryAdded', onEntry)
    await session.send('Log.disable')
  })
  return printed
}

/** What was logged before this call has been heard of after it. */
export async function settleLog(): Promise<void> {
  await cdp().send('Runtime.evaluate', { expression: '0' })
}
