// Builds the app twice, as an application would for production and for development, and serves both before the tests begin.
// Only React's development build mounts everything twice in StrictMode, and says what does not match when it hydrates.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { build, type Rolldown } from 'vite'
import type { TestProject } from 'vitest/node'
import { Chat } from './app/Chat'

declare module 'vitest' {
  export interface ProvidedContext {
    /**
     * The address of the app in each mode. It knows three parameters: `?connect=` is where its chat connects, which is then
     * rendered on the server, `&caching=` is the header `cache-control` (`no-cache` without it), and `&policy=` the header
     * `content-security-policy` (none without it). `elsewhere`, relative
     * to the address, is another page.
     */
    addresses: Readonly<Record<Mode, string>>
  }
}

type Mode = 'production' | 'development'

const root = fileURLToPath(new URL('../..', import.meta.url))
const html = 'text/html; charset=utf-8'

export default async function setup({ provide }: TestProject): Promise<() => void> {
  const [production, development] = await Promise.all([serveApp('production'), serveApp('development')])
  provide('addresses', { production: production.url, development: development.url })
  return () => {
    production.close()
    development.close()
  }
}

async function serveApp(mode: Mode): Promise<{ url: string; close(): void }> {
  const files = await buildApp(mode)
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const script = pathname.endsWith('.js') ? files.get(pathname) : undefined

    function answer(type: string, body: string): void {
      const caching = searchParams.get('caching') ?? 'no-cache'
      const policy = searchParams.get('policy')
      // A page in a sandbox has no origin, and so asks for scripts as one of another origin.
      const headers = { 'content-type': type, 'cache-control': caching, 'access-control-allow-origin': '*' }
      response.writeHead(200, policy ? { ...headers, 'content-security-policy': policy } : headers).end(body)
    }

    if (pathname === '/') answer(html, withChat(files.get('/index.html') ?? '', searchParams.get('connect')))
    else if (pathname === '/elsewhere') answer(html, '<title>Elsewhere</title>')
    else if (script !== undefined) answer('text/javascript', script)
    else response.writeHead(404).end()
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Every file by its path. */
async function buildApp(mode: Mode): Promise<Map<string, string>> {
  const built = (await build({
    configFile: false,
    root: fileURLToPath(new URL('app', import.meta.url)),
    mode,
    logLevel: 'warn',
    define: { 'process.env.NODE_ENV': JSON.stringify(mode) },
    oxc: { jsx: { runtime: 'automatic', development: mode === 'development' } },
    resolve: {
      alias: [
        { find: /^wirehooks$/, replacement: `${root}dist/index.js` },
        { find: /^wirehooks\/(.*)$/, replacement: `${root}dist/$1.js` },
      ],
    },
    worker: { format: 'es' },
    build: {
      write: false,
      minify: mode === 'production',
      modulePreload: false,
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
  })) as Rolldown.RolldownOutput
  return new Map(
    built.output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : String(file.source)]),
  )
}

/** The page with the chat rendered into it, where there is something to connect to. */
function withChat(page: string, connect: string | null): string {
  if (connect === null) return page
  const chat = renderToString(createElement(Chat, { url: connect }))
  return page.replace('<main></main>', () => `<main>${chat}</main>`)
}
