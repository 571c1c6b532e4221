import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { complaintsOf, createProject } from './support/project'

const folder = mkdtempSync(join(tmpdir(), 'wirehooks-vanilla-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const doors = ['vanilla', 'react-native', 'testing', 'testing/msw', 'testing/setup', 'testing/vitest', 'server']

test.for(['Bundler', 'NodeNext'])(
  'the types of doors that have no hooks need no types of React: %s',
  async (moduleResolution, { task }) => {
    const project = join(folder, task.id)
    const module = moduleResolution === 'Bundler' ? 'ESNext' : moduleResolution
    createProject({
      folder: project,
      packages: ['@types/node', 'msw', 'vitest'],
      hasReact: false,
      compilerOptions: { module, moduleResolution, types: ['node'] },
      files: { 'doors.ts': doors.map((door) => `import 'wirehooks/${door}'`).join('\n') },
    })
    expect(await complaintsOf('tsc', project)).toBe('')
  },
)
