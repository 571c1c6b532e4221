import { expect } from 'vitest'
import { readmeTable, versionsIn } from '../../support/readmeTable'
import type { BrowserTest } from '../browserTest'

export function checkVersion(test: BrowserTest): void {
  test('is as new as the README says, or newer', ({ browser, browserName }) => {
    const [, cell = ''] = readmeTable('## Where it runs').find(([where]) => where === browserName) ?? []
    const [documented] = versionsIn(cell)
    if (!documented) throw new Error(`Expected a row with a version of ${browserName} in the table “Where it runs”.`)
    const isAsNew = new Intl.Collator('en', { numeric: true }).compare(browser.version, documented) >= 0
    const advice =
      'Install a newer one; or, if all other checks pass in this one, write its version into the table “Where it runs” of README.md.'
    expect(
      isAsNew,
      `The README was tested with ${browserName} ${documented}, but this is ${browser.version}. ${advice}`,
    ).toBe(true)
  })
}
