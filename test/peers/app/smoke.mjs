// Any Node runs it, in an application with the oldest versions, and it says what worked: see test/peers/app.test.ts.

import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { Server } from 'socket.io'
import { useWebSocket } from 'wirehooks'
import { WebSocketServer } from 'ws'

const require = createRequire(import.meta.url)

/** They set up a test runner, and can be loaded in one alone. */
const ofTestRunners = ['wirehooks/testing/setup', 'wirehooks/testing/vitest']

/** MSW requires an ES module, which none of these versions of Node can. */
const importedAlone = ['wirehooks/testing/msw']

const doors = Object.keys(require('wirehooks/package.json').exports)
  .filter((path) => path !== './package.json')
  .map((path) => path.replace('.', 'wirehooks'))
  .filter((door) => !ofTestRunners.includes(door))

const checks = {
  async 'every door that needs no test runner can be imported, and required'() {
    for (const door of doors) {
      const imported = Object.keys(await import(door)).join()
      if (imported === '') return `${door}: nothing was imported`
      if (importedAlone.includes(door)) continue
      const required = Object.keys(require(door)).join()
      if (required !== imported) return `${door}: ${imported} was imported, and ${required} was required`
    }
    return 'ok'
  },

  async 'a WebSocket, and who is there'() {
    const { createConnection, presenceOf, webSocket } = await import('wirehooks/vanilla')
    const { createPresence } = await import('wirehooks/server')
    // Node has one since version 22.
    const WebSocket = globalThis.WebSocket ?? require('ws')
    const http = await listen(createServer())
    const presence = createPresence()
    new WebSocketServer({ server: http }).on('connection', (socket) => {
      presence.accept(socket)
      socket.on('message', (data) => {
        const { type, payload, id } = JSON.parse(data)
        if (type === 'ECHO') socket.send(JSON.stringify({ replyTo: id, payload }))
      })
    })
    const connection = createConnection(webSocket(urlOf(http, 'ws'), { WebSocket }))
    const options = { channel: 'board', key: 'ann', initial: { x: 1 } }
    const leave = presenceOf(connection, options).enter({ current: options })
    connection.open()
    const answer = await connection.request('ECHO', { text: 'één' })
    await until(async () => (await presence.who('board')).length === 1)
    const [ann] = await presence.who('board')
    leave()
    connection.close()
    await presence.close()
    http.close()
    return JSON.stringify([answer, ann.key, ann.state])
  },

  async 'Server-Sent Events, over fetch'() {
    const { createConnection, eventSource } = await import('wirehooks/vanilla')
    const http = await listen(
      createServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        response.write('event: CHAT\ndata: {"text":"één"}\n\n')
      }),
    )
    const connection = createConnection(eventSource(urlOf(http, 'http')))
    const heard = new Promise((resolve) => connection.on('CHAT', resolve))
    connection.open()
    const message = await heard
    connection.close()
    http.close()
    return JSON.stringify(message)
  },

  async 'Socket.IO, and who is there'() {
    const { createConnection, presenceOf } = await import('wirehooks/vanilla')
    const { socketIO } = await import('wirehooks/socket.io')
    const { createPresence } = await import('wirehooks/server/socket.io')
    const http = await listen(createServer())
    const io = new Server(http)
    const presence = createPresence(io)
    io.on('connection', (socket) => socket.on('ECHO', (data, answer) => answer(data)))
    const connection = createConnection(socketIO(urlOf(http, 'http')))
    const options = { channel: 'board', key: 'ann', initial: {} }
    const leave = presenceOf(connection, options).enter({ current: options })
    connection.open()
    const answer = await connection.request('ECHO', { text: 'één' })
    await until(async () => (await presence.who('board')).length === 1)
    leave()
    connection.close()
    await presence.close()
    await io.close()
    return JSON.stringify(answer)
  },

  async 'React on the server, in silence'() {
    const complaints = []
    for (const name of ['error', 'warn']) console[name] = (...words) => complaints.push(words.join(' '))
    const html = renderToString(createElement(Chat))
    return [html, ...complaints].join('\n')
  },
}

function Chat() {
  return createElement('p', null, useWebSocket('wss://example.com').status)
}

const results = {}
for (const [name, check] of Object.entries(checks)) {
  results[name] = await check().catch((cause) => String(cause instanceof Error ? cause.stack : cause))
}
console.log(JSON.stringify(results))
process.exit()

function listen(http) {
  return new Promise((resolve) => {
    http.listen(0, '127.0.0.1', () => resolve(http))
  })
}

function urlOf(http, scheme) {
  return `${scheme}://127.0.0.1:${http.address().port}`
}

async function until(isTrue) {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 5))
}
