import { describe } from 'vitest'
import { testIn } from './browserTest'
import { checkLibrary } from './checks'

const test = testIn('Firefox')

// The setup names it where it can be had: elsewhere these tests are skipped and counted.
describe.skipIf(!process.env.FIREFOX)('Firefox', () => {
  checkLibrary(test)
})
