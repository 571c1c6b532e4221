import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createApp, install, packInto } from './support/app'

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}

const { devDependencies, peerDependencies } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'),
) as Manifest

test('npm accepts wirehooks beside the versions that we develop with, with --strict-peer-deps', async () => {
  const dependencies = Object.fromEntries(
    Object.keys(peerDependencies).map((name) => [name, devDependencies[name] ?? '']),
  )
  expect(Object.values(dependencies)).not.toContain('')
  const app = await createApp({ dependencies })
  onTestFinished(app.remove)
  // npm resolves the whole tree, and downloads no package.
  expect(await install(app, [await packInto(app)], '--package-lock-only')).toMatchObject({ code: 0 })
})
