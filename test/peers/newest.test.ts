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

test('npm lets wirehooks in beside the newest versions, however strict it is about peers', async () => {
  const dependencies = Object.fromEntries(
    Object.keys(peerDependencies).map((name) => [name, devDependencies[name] ?? '']),
  )
  expect(Object.values(dependencies)).not.toContain('')
  const app = await createApp({ dependencies })
  onTestFinished(app.remove)
  // It decides about all packages, and fetches none.
  expect(await install(app, [await packInto(app)], '--package-lock-only')).toMatchObject({ code: 0 })
})
