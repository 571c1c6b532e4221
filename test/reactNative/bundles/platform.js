// What the engine has not, and React Native gives to every application.

/** What was dialled, oldest first. */
globalThis.sockets = []

// The timers of the engine's own shell do not wait: a long one would run at once. Here it never does.
const runSoon = globalThis.setTimeout
globalThis.setTimeout = (run, delay) => (delay < 100 ? runSoon(run) : 0)

globalThis.performance ??= { now: () => Date.now() }
globalThis.process ??= { env: { NODE_ENV: 'production' } }
globalThis.URL ??= function URL(href) {
  const [, protocol, host, pathname] = /^(\w+:)\/\/([^/]+)(.*)$/.exec(href)
  Object.assign(this, { href, protocol, host, pathname, search: '', username: '', password: '' })
}
globalThis.AbortController ??= class {
  signal = {
    aborted: false,
    listeners: new Set(),
    addEventListener(_type, listener) {
      this.listeners.add(listener)
    },
    removeEventListener(_type, listener) {
      this.listeners.delete(listener)
    },
  }
  abort() {
    this.signal.aborted = true
    for (const listener of this.signal.listeners) listener()
  }
}
globalThis.WebSocket = class {
  readyState = 0
  sent = []
  constructor(url) {
    this.url = url
    globalThis.sockets.push(this)
  }
  send(frame) {
    this.sent.push(frame)
  }
  close() {
    this.readyState = 3
  }
  open() {
    this.readyState = 1
    this.onopen()
  }
  receive(data) {
    this.onmessage({ data })
  }
}
