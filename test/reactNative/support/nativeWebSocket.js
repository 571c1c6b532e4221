// The native side of React Native's WebSocket, over the sockets of the package ws: to real servers.

const { WebSocket } = require('ws')
const { default: events } = require('react-native/Libraries/EventEmitter/RCTDeviceEventEmitter')

const sockets = new Map()

function connect(url, protocols, { headers }, id) {
  if (typeof url !== 'string') throw new TypeError(`the native side takes a text as url, got ${typeof url}`)
  const socket = new WebSocket(url, protocols ?? [], { headers })
  sockets.set(id, socket)
  let failure = 'The socket is not connected'
  socket.on('open', () => events.emit('websocketOpen', { id, protocol: socket.protocol }))
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? { type: 'binary', data: data.toString('base64') } : { type: 'text', data: String(data) }
    events.emit('websocketMessage', { id, ...message })
  })
  socket.on('error', ({ message }) => (failure = message))
  socket.on('close', (code, reason) => {
    sockets.delete(id)
    // Where there was no closing handshake, iOS and Android tell of a failure, without a code.
    if (code === 1006) events.emit('websocketFailed', { id, message: failure })
    else events.emit('websocketClosed', { id, code, reason: String(reason) })
  })
}

module.exports = {
  __esModule: true,
  openSockets: () => sockets.size,
  default: {
    connect,
    send: (text, id) => sockets.get(id)?.send(text),
    sendBinary: (base64, id) => sockets.get(id)?.send(Buffer.from(base64, 'base64')),
    ping: (id) => sockets.get(id)?.ping(),
    close: (code, reason, id) => sockets.get(id)?.close(code, reason),
    addListener() {},
    removeListeners() {},
  },
}
