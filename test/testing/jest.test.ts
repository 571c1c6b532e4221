import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const config = fileURLToPath(new URL('jest/jest.config.mjs', import.meta.url))
const jest = createRequire(import.meta.url).resolve('jest/bin/jest')

interface Report {
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly message: string
    readonly assertionResults: readonly unknown[]
  }[]
}

test('in Jest, one import keeps tests apart and teaches expect our matchers, and leaves nothing open', async () => {
  const args = [jest, '--config', config, '--ci', '--runInBand', '--detectOpenHandles', '--json']
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args).catch(
    (failed: unknown) => failed as never,
  )
  const { testResults, numPassedTests } = JSON.parse(stdout) as Report
  expect(testResults.map(({ message }) => message)).toEqual(testResults.map(() => ''))
  expect(numPassedTests).toBe(testResults.flatMap(({ assertionResults }) => assertionResults).length)
  expect(numPassedTests).toBeGreaterThan(0)
  expect(stderr).not.toMatch(/open handle|did not exit/i)
}, 120_000)
