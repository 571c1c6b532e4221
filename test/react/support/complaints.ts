import { onTestFinished, vi } from 'vitest'

/**
 * Fails the test when React, or the library, complains on the console. What it returns takes the complaints so far,
 * which the test then says are right.
 */
export function refuseComplaints(): () => string[] {
  const complaints: string[] = []
  const spies = (['error', 'warn'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...words: unknown[]) => {
      complaints.push(words.map(String).join(' '))
    }),
  )
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore()
    if (complaints.length > 0) throw new Error(`Complaints on the console:\n${complaints.join('\n')}`)
  })
  return () => complaints.splice(0)
}
