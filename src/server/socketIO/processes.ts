import type { Answers, SentMember, Processes, ProcessListener, Operation } from '../presence/replicatedStore'
import type { UntypedNamespace } from './sockets'

/** The event that processes send each other. */
const processEvent = 'wirehooks:presence'

/** An adapter that cannot reach its server may never answer. */
const answerTimeoutMs = 10_000

type Answer = (members: readonly SentMember[]) => void

/** The other processes of a Socket.IO server, as its adapter reaches them. */
export function adapterProcesses(namespace: UntypedNamespace): Processes {
  /** What is told goes out together, as one message. */
  let operations: Operation[] = []

  function tell(operation: Operation): void {
    if (!reachesOthers(namespace.adapter)) return
    operations.push(operation)
    if (operations.length === 1) setImmediate(flush)
  }

  function flush(): void {
    if (operations.length === 0) return
    const all = operations
    operations = []
    namespace.serverSideEmit(processEvent, all)
  }

  function ask(channel: string): Promise<Answers> {
    if (!reachesOthers(namespace.adapter)) return Promise.resolve({ answers: [] })
    return new Promise((resolve, reject) => {
      const refuse = (): void =>
        reject(new Error(`The other processes did not say who is in ${JSON.stringify(channel)}`))
      const timer = setTimeout(refuse, answerTimeoutMs)
      timer.unref()
      // Where a process does not answer, adapters tell the answers of the others, too.
      namespace.serverSideEmit(processEvent, channel, (cause: unknown, answers: Answers['answers'] = []) => {
        clearTimeout(timer)
        resolve(cause ? { answers, cause } : { answers })
      })
    })
  }

  function listen({ heard, asked }: ProcessListener): () => void {
    const receive = (message: readonly Operation[] | string, answer?: Answer): void => {
      if (typeof message === 'string') answer?.(asked(message))
      else message.forEach(heard)
    }
    namespace.on(processEvent, receive)
    return () => {
      // What was told last goes out now: after this, the adapter may lose its connection.
      flush()
      namespace.off(processEvent, receive)
    }
  }

  return { tell, ask, listen }
}

/**
 * Whether there may be other processes. The adapter for one process inherits `serverSideEmit` from the base class, where it
 * only warns; all others have one of their own.
 */
function reachesOthers(adapter: object): boolean {
  let owners = 0
  for (let one: object | null = adapter; one; one = Object.getPrototypeOf(one))
    if (Object.hasOwn(one, 'serverSideEmit')) owners += 1
  return owners > 1
}
