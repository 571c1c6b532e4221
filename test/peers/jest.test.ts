import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { oldest } from './oldestVersions'

const jest = createRequire(import.meta.url).resolve('jest/bin/jest')

interface Report {
  readonly numPassedTests: number
  readonly testResults: readonly { readonly message: string }[]
}

test(`in Jest, hooks speak with a mocked server over Socket.IO ${oldest['socket.io-client']}`, async () => {
  const config = join(import.meta.dirname, 'jest/jest.config.mjs')
  const args = ['--experimental-vm-modules', jest, '--config', config, '--ci', '--runInBand', '--json']
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((failed: unknown) => failed as never)
  const { numPassedTests, testResults } = JSON.parse(stdout) as Report
  expect([numPassedTests, ...testResults.map(({ message }) => message)]).toEqual([10, ''])
})
