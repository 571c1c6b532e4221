import { describe } from 'vitest'
import { testIn } from './browserTest'
import { checkLibrary } from './checks'
import { startWebKit } from './drivers/webkit'

// The setup names its driver where it can be had: elsewhere these tests are skipped and counted.
const webKit = process.env.WEBKIT_DRIVER ? await startWebKit() : undefined
const test = testIn('WebKitGTK', webKit)

describe.skipIf(!webKit)(`WebKitGTK ${webKit?.version ?? '(not installed)'}`, () => {
  checkLibrary(test)
})
