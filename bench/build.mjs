import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Builds the page as an application would be built for production (`readable`: not minified) and serves it. */
export async function servePage({ readable = false } = {}) {
  const { output } = await build({
    configFile: false,
    root: here('page'),
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic' } },
    resolve: { alias: { 'wirehooks/socket.io': here('../src/socket.io.ts'), wirehooks: here('../src/index.ts') } },
    build: {
      write: false,
      target: 'esnext',
      minify: !readable,
      modulePreload: false,
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
  })
  const files = new Map(output.map((file) => [`/${file.fileName}`, file.code ?? file.source]))

  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : request.url
    response.setHeader('content-type', path.endsWith('.js') ? 'text/javascript' : 'text/html')
    response.end(files.get(path) ?? '')
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}
