import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { complaintsOf, createProject } from './support/project'

const folder = mkdtempSync(join(tmpdir(), 'wirehooks-msw-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

// MSW 3 is written as ES modules, which `node16` lets no file of CommonJS import, neither by way of us nor from MSW itself.
test.for(['node20', 'nodenext'])('TypeScript takes the mocks from CommonJS: %s', async (module, { task }) => {
  const project = join(folder, task.id)
  createProject({
    folder: project,
    packages: ['@types/node', 'msw'],
    compilerOptions: { module, types: ['node'] },
    files: {
      'package.json': '{}',
      'server.ts': `
import { setupServer } from 'msw/node'
import { wireHandlers } from 'wirehooks/testing/msw'

export const server = setupServer(...wireHandlers('wss://example.com/live'))
`,
    },
  })
  expect(await complaintsOf('tsc', project)).toBe('')
})
