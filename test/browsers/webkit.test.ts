import { describe } from 'vitest'
import { testIn } from './browserTest'
import { checkLibrary } from './checks'

const test = testIn('WebKitGTK')

// The setup names its driver where it can be had: elsewhere these tests are skipped and counted.
describe.skipIf(!process.env.WEBKIT_DRIVER)('WebKitGTK', () => {
  checkLibrary(test)
})
