import { expect, test } from 'vitest'
import { callEach, callGuarded } from '../../src/connection/guarded'

test('calls those who are there when their turn comes and were there at the beginning', () => {
  const log: string[] = []
  const listeners = new Set<() => void>()
  const third = (): unknown => log.push('third')
  listeners.add(() => {
    log.push('first')
    listeners.delete(third)
    listeners.add(() => log.push('late'))
  })
  listeners.add(() => log.push('second'))
  listeners.add(third)
  callEach(
    listeners,
    (listener) => listener(),
    () => {},
  )
  expect(log).toEqual(['first', 'second'])
})

test('one that throws stops none of the others, and is reported', () => {
  const log: unknown[] = []
  const listeners = new Set([1, 2, 3])
  callEach(
    listeners,
    (listener) => {
      if (listener === 2) throw 'two'
      log.push(listener)
    },
    (cause) => log.push({ cause }),
  )
  callGuarded(
    () => {
      throw undefined
    },
    (cause) => log.push({ cause }),
  )
  expect(log).toEqual([1, { cause: 'two' }, 3, { cause: undefined }])
})
