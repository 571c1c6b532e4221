import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, preview } from 'vite'
import { root } from './server'

export interface App {
  readonly url: string
  close(): Promise<void>
}

/**
 * An example's app, as it is where `env` says so: built, since a page in dozens of modules takes longer to load than
 * most tests to run, but for development, so that React complains.
 */
export async function startApp(example: string, env: Record<string, string>, mode = 'development'): Promise<App> {
  const configFile = `${root}examples/${example}/vite.config.ts`
  const outDir = mkdtempSync(join(tmpdir(), `${example}-`))
  const restore = setEnvironment({ ...env, NODE_ENV: mode })
  try {
    await build({ configFile, mode, logLevel: 'error', build: { outDir, minify: false, reportCompressedSize: false } })
  } finally {
    restore()
  }
  const app = await preview({
    configFile,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
    logLevel: 'error',
  })
  return {
    url: app.resolvedUrls?.local[0] ?? '',
    async close() {
      await app.close()
      rmSync(outDir, { recursive: true })
    },
  }
}

/** What takes it back. */
function setEnvironment(env: Record<string, string>): () => void {
  const before = { ...process.env }
  Object.assign(process.env, env)
  return () => {
    for (const key of Object.keys(env)) delete process.env[key]
    Object.assign(process.env, before)
  }
}
