import { describe } from 'vitest'
import { testIn } from './browserTest'
import { checkLibrary } from './checks'

const test = testIn('Chromium')

describe('Chromium', () => {
  checkLibrary(test)
})
