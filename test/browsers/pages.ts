// Builds the page twice, as an application would for production and for development, and serves both before the tests
// begin. Only React's development build mounts everything twice in StrictMode, and says what does not match when it hydrates.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { build, type Rolldown } from 'vite'
import type { TestProject } from 'vitest/node'
import { Chat } from './page/Chat'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The addresses of the page. With `?connect=` and an address, its chat is rendered on the server. */
    pages: Readonly<Record<Mode, string>>
  }
}

type Mode = 'production' | 'development'

const root = fileURLToPath(new URL('../..', import.meta.url))

export default async function setup({ provide }: TestProject): Promise<() => void> {
  const [production, development] = await Promise.all([servePage('production'), servePage('development')])
  provide('pages', { production: production.url, development: development.url })
  return () => {
    production.close()
    development.close()
  }
}

async function servePage(mode: Mode): Promise<{ url: string; close(): void }> {
  const files = await buildPage(mode)
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const connect = searchParams.get('connect')
    const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
    const text = files.get(pathname === '/' ? '/index.html' : pathname) ?? '<title>Elsewhere</title>'
    const caching = searchParams.get('caching') ?? 'no-cache'
    response
      .writeHead(200, { 'content-type': type, 'cache-control': caching })
      .end(connect ? withChat(text, connect) : text)
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
async function buildPage(mode: Mode): Promise<Map<string, string>> {
  const built = (await build({
    configFile: false,
    root: fileURLToPath(new URL('page', import.meta.url)),
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

function withChat(html: string, url: string): string {
  return html.replace('<main></main>', () => `<main>${renderToString(createElement(Chat, { url }))}</main>`)
}
