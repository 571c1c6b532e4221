import { describe } from 'vitest'
import { testIn } from './browserTest'
import { checkLibrary } from './checks'
import { startFirefox } from './drivers/firefox'

// The setup names it where it can be had: elsewhere these tests are skipped and counted.
const firefox = process.env.FIREFOX ? await startFirefox() : undefined
const test = testIn('Firefox', firefox)

describe.skipIf(!firefox)(`Firefox ${firefox?.version ?? '(not installed)'}`, () => {
  checkLibrary(test)
})
