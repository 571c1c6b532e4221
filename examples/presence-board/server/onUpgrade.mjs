/** Hands on the sockets that are meant for a path, or for something below it: `rest`, with its query. */
export function onUpgrade(http, path, handle) {
  http.on('upgrade', (request, tcp, head) => {
    // Whatever a stranger asks for, such as `//`, which is no URL.
    const { pathname, search } = URL.parse(request.url, 'http://localhost') ?? {}
    if (pathname !== path && !pathname?.startsWith(`${path}/`)) return
    handle({ request, tcp, head, rest: `${pathname.slice(path.length)}${search}` })
  })
}
