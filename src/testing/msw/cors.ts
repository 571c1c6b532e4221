import { HttpHandler, HttpResponse } from 'msw'
import { type Address, isAt, isEngineAt } from './address'

/**
 * Pages of every origin may ask a mocked server, with credentials. jsdom and happy-dom look by themselves whether they may,
 * as browsers do where MSW does not answer. https://fetch.spec.whatwg.org/#http-cors-protocol
 */
function allow({ headers }: Request): Record<string, string> {
  return {
    // The questions of happy-dom come without the headers that such questions have.
    'access-control-allow-origin': headers.get('origin') ?? globalThis.location?.origin ?? '*',
    'access-control-allow-credentials': 'true',
    'access-control-allow-headers': headers.get('access-control-request-headers') ?? '*',
  }
}

/** Answers whether a page may ask. */
export function preflightHandler(address: Address): HttpHandler {
  const isOurs = ({ request }: { request: Request }): boolean => {
    const url = new URL(request.url)
    return isEngineAt(address, url) || isAt(address, url)
  }
  return new HttpHandler(
    'OPTIONS',
    isOurs,
    ({ request }) => new HttpResponse(null, { status: 204, headers: allow(request) }),
  )
}

/** Lets the page that asked read the answer. */
export function allowed(request: Request, response: Response): Response {
  // An error of the network has no headers.
  if (response.type !== 'error')
    for (const [name, value] of Object.entries(allow(request))) response.headers.set(name, value)
  return response
}
