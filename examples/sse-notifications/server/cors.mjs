/** A page that is served from somewhere else on this machine, by Vite for example. */
const ourPages = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** Lets pages of another origin ask: https://developer.mozilla.org/docs/Web/HTTP/Guides/CORS */
export function cors(request, response, next) {
  response.vary('origin')
  const { origin = '' } = request.headers
  if (ourPages.test(origin)) {
    response.set({
      'access-control-allow-origin': origin,
      // `last-event-id` comes with every attempt but the first. Without it here, a stream that broke comes back, and does not
      // go on from where it was.
      'access-control-allow-headers': 'authorization, content-type, last-event-id',
      // How long to stay away is for pages to know, too: `date` says by which clock, where `retry-after` is a time.
      'access-control-expose-headers': 'retry-after, date',
      'access-control-max-age': '600',
    })
  }
  if (request.method === 'OPTIONS') response.sendStatus(204)
  else next()
}
