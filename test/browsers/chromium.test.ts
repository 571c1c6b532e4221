import { describe } from 'vitest'
import { testIn } from './browserTest'
import { checkLibrary } from './checks'
import { startChromium } from './drivers/chromium'

const chromium = await startChromium()
const test = testIn('Chromium', chromium)

describe(`Chromium ${chromium.version}`, () => {
  checkLibrary(test)
})
