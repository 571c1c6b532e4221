import { describe } from 'vitest'
import { testIn } from './browserTest'
import { checkLibrary } from './checks'

const test = testIn('WebKitGTK')

describe.skipIf(!process.env.WEBKIT_DRIVER)('WebKitGTK', () => {
  checkLibrary(test)
})
