import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { root } from '../examples/support/server'
import { env } from './support/app'
import { createProject } from './support/project'

// A config file that names the setup module easily makes two copies of the library: the runner loads it in another way than
// the tests load theirs.

const folder = mkdtempSync(join(tmpdir(), 'wirehooks-copies-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Tests that hold when the second one finds nothing of the first one. */
const body = `
import { connections, createConnection } from 'wirehooks/vanilla'
import { createFakeTransport } from 'wirehooks/testing'

const fake = createFakeTransport()

test('leaves a connection open', () => {
  const connection = createConnection(fake)
  connection.open()
  fake.link.open()
  expect(connection).toHaveStatus('open')
})

test('begins without it', () => {
  expect(connections.getState().length).toBe(0)
  expect(fake).toHaveStatus('closed')
})
`

const runners = [
  {
    name: 'Jest with ES modules, which requires the setup module and imports the others',
    packages: ['jest-environment-jsdom'],
    command: ['jest/bin/jest.js', '--ci'],
    files: {
      'jest.config.js': `export default { testEnvironment: 'jsdom', setupFilesAfterEnv: ['wirehooks/testing/setup'], transform: {} }`,
      'chat.test.js': `import { expect, test } from '@jest/globals'${body}`,
    },
  },
  {
    name: 'Vitest in a browser, which bundles what tests import',
    packages: ['@vitest/browser-playwright', 'vitest'],
    command: ['vitest/vitest.mjs', 'run', '--no-color'],
    files: {
      'vitest.config.js': `
import { playwright } from '@vitest/browser-playwright'
import { launchOptions } from '${join(root, 'test/support/chromium.mjs')}'

const browser = { enabled: true, headless: true, provider: playwright({ launchOptions }), instances: [{ browser: 'chromium' }] }
export default { test: { setupFiles: ['wirehooks/testing/vitest'], browser } }
`,
      'chat.test.js': `import { expect, test } from 'vitest'${body}`,
    },
  },
] as const

test.for(runners)('tests begin without the connections of the last one: $name', async (runner, { task }) => {
  const project = join(folder, task.id)
  createProject({ ...runner, folder: project, compilerOptions: {} })
  const [program, ...args] = runner.command
  // The flag is for Jest, and nothing to Vitest.
  const command = ['--experimental-vm-modules', join(root, 'node_modules', program), ...args]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command, { cwd: project, env }).catch(
    (failed: { stdout: string; stderr: string }) => failed,
  )
  expect(stdout + stderr).toMatch(/Tests:? +2 passed/)
})
