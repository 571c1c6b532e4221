/** What the worker that was started last told this page, oldest first. */
let messages: unknown[] = []

/** How each worker that runs is ended. */
const ends = new Set<() => void>()

export const workerMessages = (): readonly unknown[] => messages

export const countWorkers = (): number => ends.size

/** A module worker that connects to an address, and tells what it hears. */
export function startWorker(url: string): void {
  const heard: unknown[] = []
  messages = heard
  const worker = new Worker(new URL('connected.worker.ts', import.meta.url), { type: 'module', name: url })
  worker.addEventListener('message', ({ data }) => heard.push(data))
  ends.add(() => worker.terminate())
}

/** The same for a worker that all tabs share. */
export function startSharedWorker(url: string): void {
  const heard: unknown[] = []
  messages = heard
  const { port } = new SharedWorker(new URL('shared.worker.ts', import.meta.url), { type: 'module', name: url })
  port.addEventListener('message', ({ data }) => heard.push(data))
  port.start()
  // A page cannot end such a worker, so the worker ends itself when it is told to.
  ends.add(() => port.postMessage('end'))
}

/** Ends every worker that this page has started; one that is shared ends for the other tabs, too. */
export function endWorkers(): void {
  for (const end of ends) end()
  ends.clear()
}
