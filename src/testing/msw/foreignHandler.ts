import { HttpHandler, HttpResponse } from 'msw'
import { type MockedAddress, isAt, isEngineAt } from './address'

/**
 * Says what to do when a WebSocket is dialled that MSW cannot mock: one of Node's package `ws`, which `socket.io-client` brings
 * with it in Node.
 */
export function foreignHandler(address: MockedAddress): HttpHandler {
  const isForeign = ({ request }: { request: Request }): boolean => {
    const url = new URL(request.url)
    const isUpgrade = request.headers.get('upgrade')?.toLowerCase() === 'websocket'
    return isUpgrade && (isEngineAt(address, url) || isAt(address, url))
  }
  return new HttpHandler('GET', isForeign, ({ request }) => {
    // Some versions of MSW say nothing of an error that a handler throws.
    console.error(
      isEngineAt(address, new URL(request.url))
        ? `socket.io-client dialled ${request.url} with the WebSocket of the package "ws", which MSW cannot mock. Let it begin with HTTP, as it does by default (transports: ['polling', 'websocket']), or have "socket.io-client" stand for its build for browsers in the tests and call server.listen() before it is imported, at the top of a setup file. For that build, the alias must be the absolute path of node_modules/socket.io-client/dist/socket.io.esm.min.js, which the package does not export; and Vitest reads the alias for "wirehooks/socket.io" only with test: { server: { deps: { inline: [/wirehooks/] } } }`
        : `${request.url} was dialled with the WebSocket of the package "ws", which MSW cannot mock: leave out the option WebSocket, so that the global one is used`,
    )
    return HttpResponse.error()
  })
}
