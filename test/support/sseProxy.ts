import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface CuttingProxyOptions {
  /** How many bytes of the server's a connection carries before it is cut; `Infinity` spares it. */
  cutAfter?(count: number): number
  /** Keeps what the server says, and hands it on in lumps, every so many milliseconds. */
  lumps?: number
}

/** A TCP proxy between a server of streams and its readers. */
export interface CuttingProxy {
  readonly url: string
  /** How many connections were cut so far. */
  readonly cuts: number
  /** Whoever is connected hears nothing of the server any more, and is not told. */
  mute(): void
  stop(): Promise<void>
}

/** Every other cut is an RST, the others a FIN: a proxy that went away, and one that thinks that this was all. */
export async function startCuttingProxy(target: number, options: CuttingProxyOptions = {}): Promise<CuttingProxy> {
  const { cutAfter = () => Infinity, lumps } = options
  const sockets = new Set<Socket>()
  let cuts = 0
  let connections = 0
  let muted = 0

  function track(socket: Socket): Socket {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    return socket
  }

  const listener = createServer((client) => {
    const server = track(connect(target, '127.0.0.1'))
    const number = (connections += 1)
    let left = cutAfter(number)
    let kept: Buffer[] = []
    track(client).pipe(server)

    function pass(bytes: Buffer): void {
      if (number <= muted || left <= 0) return
      client.write(bytes.subarray(0, left))
      left -= bytes.length
      if (left > 0) return
      cuts += 1
      server.destroy()
      // What was written before an RST may be lost on its way; that is what an RST does.
      if (cuts % 2 === 0) client.end()
      else setImmediate(() => client.resetAndDestroy())
    }

    function passAll(): void {
      const lump = Buffer.concat(kept)
      kept = []
      if (lump.length > 0) pass(lump)
    }

    const timer = lumps === undefined ? undefined : setInterval(passAll, lumps)
    server.on('data', (bytes: Buffer) => {
      if (lumps === undefined) pass(bytes)
      else kept.push(bytes)
    })
    server.on('close', () => {
      clearInterval(timer)
      if (left <= 0) return
      passAll()
      client.end()
    })
    client.on('close', () => server.destroy())
  })
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening))

  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`,
    get cuts() {
      return cuts
    },
    mute() {
      muted = connections
    },
    stop: () =>
      new Promise((stopped) => {
        for (const socket of sockets) socket.destroy()
        listener.close(() => stopped())
      }),
  }
}
