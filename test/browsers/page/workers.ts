/** What the worker that was started last told this page, oldest first. */
let messages: unknown[] = []

export const workerMessages = (): readonly unknown[] => messages

/** A module worker that connects to an address, and tells what it hears. */
export function startWorker(url: string): void {
  const heard: unknown[] = []
  messages = heard
  const worker = new Worker(new URL('connected.worker.ts', import.meta.url), { type: 'module', name: url })
  worker.addEventListener('message', ({ data }) => heard.push(data))
}

/** The same for a worker that all tabs share. */
export function startSharedWorker(url: string): void {
  const heard: unknown[] = []
  messages = heard
  const { port } = new SharedWorker(new URL('shared.worker.ts', import.meta.url), { type: 'module', name: url })
  port.addEventListener('message', ({ data }) => heard.push(data))
  port.start()
}
