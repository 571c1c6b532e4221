/** A stream this many bytes behind is dropped; its page comes back and goes on from the last event it has. */
const mostBuffered = 2 ** 20

/** The streams that are open. `keepAlive`: how often each says something, in milliseconds. */
export function createStreams({ keepAlive }) {
  /** User to responses: every tab has its own. */
  const streams = new Map()

  // A comment, which no page sees. It tells proxies that the stream is in use, and pages that we are still there.
  const beating = setInterval(() => {
    for (const responses of streams.values()) for (const response of responses) write(response, ': still here\n\n')
  }, keepAlive)

  return {
    count: (user) => streams.get(user)?.size ?? 0,

    /** Makes a stream of a response, which begins with these events. `retry`: the least to wait before another try. */
    open(user, response, events, { retry }) {
      const mine = streams.get(user) ?? new Set()
      streams.set(user, mine.add(response))
      response.on('error', () => {}) // `close` follows
      response.on('close', () => mine.delete(response))
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no', // or nginx keeps events until it has a few kilobytes
      })
      write(response, `retry: ${retry}\n\n${events.map(format).join('')}`)
    },

    send(user, event) {
      for (const response of streams.get(user) ?? []) write(response, format(event))
    },

    /** As a broken network would: in the middle of an event. */
    cut(user) {
      const responses = streams.get(user) ?? []
      for (const response of responses) {
        responses.delete(response)
        response.write('event: notification\ndata: {"text":"never to be co', () => response.destroy())
      }
    },

    close() {
      clearInterval(beating)
      for (const responses of streams.values()) for (const response of responses) response.end()
    },
  }
}

/** JSON has no line ends, so `data` is always one line. */
function format({ id, name, data }) {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

function write(response, text) {
  if (response.writableLength > mostBuffered) response.destroy()
  else response.write(text)
}
