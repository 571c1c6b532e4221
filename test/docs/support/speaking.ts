import type { ServerOptions, TestServer } from '../../support/server'

/** A message as the default codec writes it. */
export interface Spoken {
  readonly type?: string
  readonly payload?: unknown
  readonly id?: string
}

/** What a server answers to a message: a list of messages. */
export function speaking(answer: (message: Spoken) => readonly unknown[]): Pick<ServerOptions, 'answer'> {
  return {
    answer({ socket }, message) {
      for (const one of answer(read(message))) socket.send(JSON.stringify(one))
    },
  }
}

/** All that arrived, in order, of everybody. */
export function heardBy({ peers }: TestServer): Spoken[] {
  return peers.flatMap(({ received }) => received.map(read))
}

function read(message: string | Buffer): Spoken {
  const text = String(message)
  return text.startsWith('{') ? JSON.parse(text) : { payload: text }
}
