import { setTimeout as wait } from 'node:timers/promises'
import type { ChaosMember } from './member'

/** How what everybody sees differs from the truth: `who sees what`, of those who are there. */
export function differences(members: readonly ChaosMember[]): string[] {
  const there = members.filter(({ abandonedAt }) => abandonedAt === undefined)
  const truth = there.map(({ key, updates }) => `${key}: online 1 ${updates}`)
  return there.flatMap(({ key, roster }) => {
    const seen = roster()
    const wrong = [
      ...truth.filter((line) => !seen.includes(line)),
      ...seen.filter((line) => !truth.includes(line)).map((line) => `not ${line}`),
    ]
    return wrong.length > 0 ? [`${key} sees ${wrong.join(', ')}`] : []
  })
}

/** How long it took until there were none, in milliseconds; `Infinity` when longer than `within`. */
export async function convergence(members: readonly ChaosMember[], within: number): Promise<number> {
  const start = performance.now()
  while (differences(members).length > 0) {
    if (performance.now() - start > within) return Infinity
    await wait(20)
  }
  return performance.now() - start
}

/** Those there are at any time in so many milliseconds. */
export async function differencesDuring(members: readonly ChaosMember[], duration: number): Promise<string[]> {
  const seen = new Set<string>()
  for (const end = performance.now() + duration; performance.now() < end; await wait(50)) {
    for (const line of differences(members)) seen.add(line)
  }
  return [...seen]
}
