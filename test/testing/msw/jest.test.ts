import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const jest = createRequire(import.meta.url).resolve('jest/bin/jest')

interface Report {
  readonly numPassedTests: number
  readonly testResults: readonly { readonly message: string }[]
}

test.each(['commonjs', 'esm'])(
  'in Jest, with tests that are %s modules, hooks speak with a mocked server',
  async (modules) => {
    const config = fileURLToPath(new URL(`jest/${modules}.config.mjs`, import.meta.url))
    const args = ['--experimental-vm-modules', jest, '--config', config, '--ci', '--runInBand', '--json']
    const { stdout } = await promisify(execFile)(process.execPath, args).catch((failed: unknown) => failed as never)
    const { numPassedTests, testResults } = JSON.parse(stdout) as Report
    expect([numPassedTests, ...testResults.map(({ message }) => message)]).toEqual([10, ''])
  },
  120_000,
)
