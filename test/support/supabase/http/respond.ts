export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}

/** Lets any page in: nothing here is a secret. */
export function withCors(request: Request, response: Response): Response {
  const { headers } = response
  headers.set('access-control-allow-origin', '*')
  headers.set('access-control-allow-methods', 'GET, HEAD, POST, PATCH, DELETE, OPTIONS')
  headers.set('access-control-allow-headers', request.headers.get('access-control-request-headers') ?? '*')
  headers.set('access-control-expose-headers', 'content-range')
  return response
}
