import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { root } from './support/server'

const examples = readdirSync(`${root}examples`).filter((name) => existsSync(`${root}examples/${name}/server.mjs`))

test('npm start serves Storybook, every example and a page that leads to them, and stops them all', async () => {
  const start = spawn(process.execPath, [`${root}scripts/start.mjs`], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pages = new Map<string, string>()
  for await (const line of createInterface(start.stdout)) {
    const [, name = '', url = ''] = /^ +(\S+) +(http:\S+)$/.exec(line) ?? []
    if (url) pages.set(name, url)
    if (line.includes('Ctrl-C')) break
  }
  expect([...pages.keys()]).toEqual(['wirehooks', 'storybook', ...examples])
  const [index = '', storybook = '', ...others] = await Promise.all(
    [...pages.values()].map(async (url) => (await fetch(url)).text()),
  )
  for (const url of [...pages.values()].slice(1)) expect(index).toContain(`<a href="${url}">`)
  expect(storybook).toContain('storybook')
  for (const page of others) expect(page).toContain('<div id="root">')

  start.kill('SIGTERM')
  expect(await once(start, 'exit')).toEqual([0, null])
  const refused = await Promise.allSettled([...pages.values()].map((url) => fetch(url)))
  expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 'rejected'))
  // Storybook and half a dozen servers begin at once.
}, 180_000)

test('npm start knows no other examples', async () => {
  const start = spawn(process.execPath, [`${root}scripts/start.mjs`, 'no-such'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [line] = (await once(createInterface(start.stderr), 'line')) as [string]
  expect(line).toBe(`No such example: no-such. There are: ${examples.join(', ')}.`)
  expect(await once(start, 'exit')).toEqual([1, null])
})
