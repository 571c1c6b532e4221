import { useEventSource } from 'wirehooks'
import { eventSource, type EventSourceOptions } from 'wirehooks/vanilla'
import type { Adapter, Given } from '../support/adapter'

function optionsOf({ token, identity, patience }: Given): EventSourceOptions {
  const asked = typeof token === 'function' ? token : () => token ?? ''
  return {
    identity,
    ...(token === undefined ? {} : { headers: async (context) => ({ authorization: await asked(context) }) }),
    ...(patience === undefined ? {} : { idleTimeout: patience }),
  }
}

export const eventsource: Adapter = {
  name: 'eventsource',
  scheme: 'http',
  misreadingCosts: 'the message',
  tellsOfSilence: 'before it dials',
  transport: (url, given) => eventSource(url, optionsOf(given)),
  useLink: (url, options) => useEventSource(url, { ...options, ...optionsOf(options) }),

  attach({ http, script, knock }) {
    http.on('request', (request, response) => {
      const guest = knock(request)
      if (!guest) return
      guest.token = request.headers.authorization
      if (!guest.isWelcome) return response.writeHead(401, { connection: 'close' }).end()
      response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'close' }).flushHeaders()
      const beat = script.beat && setInterval(() => response.write(':\n\n'), script.beat)
      response.on('close', () => {
        clearInterval(beat)
        guest.leaves()
      })
      const write = (event: string, data: string): void => void response.write(`event: ${event}\ndata: ${data}\n\n`)
      guest.enter({
        say: (event, data) => write(event, JSON.stringify(data)),
        garble: () => write('SAID', '{'),
        close: () => response.end(),
      })
    })
    return () => {}
  },
}
