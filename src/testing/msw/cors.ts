import { HttpHandler, HttpResponse } from 'msw'
import { type MockedAddress, isAt, isEngineAt } from './address'

/**
 * The headers that let pages of every origin read an answer, with credentials. jsdom and happy-dom check these headers
 * themselves, and so do browsers for requests that MSW lets through. https://fetch.spec.whatwg.org/#http-cors-protocol
 */
function corsHeaders({ headers }: Request): Record<string, string> {
  return {
    // The preflight requests of happy-dom have no `origin` header.
    'access-control-allow-origin': headers.get('origin') ?? globalThis.location?.origin ?? '*',
    'access-control-allow-credentials': 'true',
    'access-control-allow-headers': headers.get('access-control-request-headers') ?? '*',
  }
}

/** Answers preflight requests, with which a browser asks whether a page may send the request itself. */
export function preflightHandler(address: MockedAddress): HttpHandler {
  const isOurs = ({ request }: { request: Request }): boolean => {
    const url = new URL(request.url)
    return isEngineAt(address, url) || isAt(address, url)
  }
  return new HttpHandler(
    'OPTIONS',
    isOurs,
    ({ request }) => new HttpResponse(null, { status: 204, headers: corsHeaders(request) }),
  )
}

/** Adds the headers that let the page which sent the request read the response. */
export function withCorsHeaders(request: Request, response: Response): Response {
  // An error of the network has no headers.
  if (response.type !== 'error')
    for (const [name, value] of Object.entries(corsHeaders(request))) response.headers.set(name, value)
  return response
}
