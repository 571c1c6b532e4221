import { expect, test } from 'vitest'
import { problemText, type StorageProblem } from '../../src/connection/stored/storageProblem'
import { credentialsError } from '../../src/transport/credentials'

const cause = new DOMException('The quota has been exceeded.', 'QuotaExceededError')

const problems: readonly StorageProblem[] = ['no claim', 'cannot read', 'cannot write']

test.each(problems)('what the platform says of "%s" is a part of our sentence', (problem) => {
  const text = problemText(problem, 'wirehooks', cause)
  expect(text).toContain('failed: QuotaExceededError: The quota has been exceeded. Messages wait in memory only')
})

test('so it is in the error of a function that gives credentials', () => {
  expect(credentialsError(cause, 'auth').message).toContain('The quota has been exceeded. The connection tries again')
})
