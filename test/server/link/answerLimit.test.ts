import { expect, test, vi } from 'vitest'
import { createAnswerLimit } from '../../../src/server/link/answerLimit'

test('closes a link when very many answers wait behind a megabyte, and takes a read for a new beginning', () => {
  const link = { bufferedAmount: 0, close: vi.fn<(code: number, reason: string) => void>() }
  const answers = createAnswerLimit(link)
  const answer = (count: number): void => {
    for (let index = 0; index < count; index += 1) answers.count()
  }
  answer(100_000)
  link.bufferedAmount = 2 ** 21
  answer(900)
  link.bufferedAmount = 2 ** 20
  answer(64)
  link.bufferedAmount = 2 ** 21
  answer(900)
  expect(link.close).not.toHaveBeenCalled()
  answer(200)
  expect(link.close).toHaveBeenCalledWith(4508, 'does not read the answers')
})
