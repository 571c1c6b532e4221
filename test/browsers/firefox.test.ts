import { describe } from 'vitest'
import { testIn } from './browserTest'
import { checkLibrary } from './checks'

const test = testIn('Firefox')

describe.skipIf(!process.env.FIREFOX)('Firefox', () => {
  checkLibrary(test)
})
