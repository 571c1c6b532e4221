import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const config = fileURLToPath(new URL('jest/jest.config.mjs', import.meta.url))
const jest = createRequire(import.meta.url).resolve('jest/bin/jest')

interface Report {
  readonly testResults: readonly { readonly assertionResults: readonly { title: string; status: string }[] }[]
}

test('in Jest, one import keeps tests apart and teaches expect, and leaves nothing open', async () => {
  const args = [jest, '--config', config, '--ci', '--runInBand', '--detectOpenHandles', '--json']
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args).catch(
    (failed: unknown) => failed as never,
  )
  const { testResults } = JSON.parse(stdout) as Report
  expect(testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status))).toEqual([
    'passed',
    'passed',
    'passed',
  ])
  expect(stderr).not.toMatch(/open handle|did not exit/i)
}, 120_000)
