/** Hands on the sockets that are meant for a path, or for something below it. */
export function onUpgrade(http, path, handle) {
  http.on('upgrade', (request, tcp, head) => {
    const { pathname } = new URL(request.url, 'http://localhost')
    if (pathname === path || pathname.startsWith(`${path}/`)) handle(request, tcp, head)
  })
}
