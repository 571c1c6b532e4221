import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createSignal, type Observable, until } from './until'

/** An echo server in a process of its own. */
export interface ChildServer extends Observable {
  readonly url: string
  readonly port: number
  /** How many connected. */
  readonly connected: number
  /** Every message that this process reported, oldest first. */
  readonly received: readonly string[]
  /** Sends it a signal; `SIGKILL` gives it no time for a last word. Resolves at its end, or at once when it may go on. */
  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
}

type Report = { port: number } | { connected: true } | { message: string }

const program = fileURLToPath(new URL('childServer.process.ts', import.meta.url))

/** Port 0 takes any. */
export async function startChildServer(port = 0): Promise<ChildServer> {
  const signal = createSignal()
  const received: string[] = []
  let listening = 0
  let connected = 0
  let isOver = false
  const child = fork(program, [String(port)], { execArgv: [] })

  child.on('message', (report: Report) => {
    if ('port' in report) listening = report.port
    else if ('message' in report) received.push(report.message)
    else connected += 1
    signal.notify()
  })
  child.on('close', () => {
    isOver = true
    signal.notify()
  })
  await until(signal, () => listening > 0 || isOver)
  if (isOver) throw new Error(`The server process ended before it listened on port ${port}`)

  return {
    url: `ws://127.0.0.1:${listening}`,
    port: listening,
    get connected() {
      return connected
    },
    received,
    subscribe: signal.subscribe,
    async signal(name) {
      child.kill(name)
      if (name === 'SIGKILL') await until(signal, () => isOver)
    },
  }
}
