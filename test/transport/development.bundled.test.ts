import { rolldown } from 'rolldown'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'

const entry = `
import { inDevelopment, warn } from ${JSON.stringify(new URL('../../src/transport/development.ts', import.meta.url).pathname)}
export const seen = inDevelopment(() => process.env.NODE_ENV !== 'production' && 'seen')
warn(() => process.env.NODE_ENV !== 'production' && 'a hint')
`

/** As a bundler for browsers does it: the condition is replaced, and there is no `process`. */
async function bundled(mode: string): Promise<string> {
  const bundle = await rolldown({
    input: 'entry',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? id : null),
        load: (id) => (id === 'entry' ? entry : null),
      },
    ],
    transform: { define: { 'process.env.NODE_ENV': JSON.stringify(mode) } },
  })
  const { output } = await bundle.generate({ format: 'iife', name: 'bundle', minify: true })
  await bundle.close()
  return output[0].code
}

function run(code: string): { seen: unknown; warnings: unknown[] } {
  const warnings: unknown[] = []
  const context = { console: { warn: (text: unknown) => warnings.push(text) } }
  const { seen } = runInNewContext(`${code}\nbundle`, context) as { seen: unknown }
  return { seen, warnings }
}

test('speaks up in a browser, for whose development a bundler replaces the condition', async () => {
  expect(run(await bundled('development'))).toEqual({ seen: 'seen', warnings: ['wirehooks: a hint'] })
})

test('is silent in a bundle for production, and is not in it', async () => {
  const code = await bundled('production')
  expect(run(code)).toEqual({ seen: undefined, warnings: [] })
  expect(code).not.toMatch(/hint|wirehooks|catch|process/)
})
