import { HttpResponse, type HttpResponseResolver } from 'msw'
import type { Network } from '../../../src/testing/msw/network'

/** What a server answers; nothing, where the question is meant for another. */
export type Answer = (question: Question) => Promise<Response | undefined> | Response | undefined

export type Question = Pick<Parameters<HttpResponseResolver>[0], 'request' | 'params'>

/** Requests and their answers on the way through a network: as slow as it is, and lost where it is broken. */
export function through(network: Network, answer: Answer): HttpResponseResolver {
  const isBroken = (): boolean => (network.options.refuses ?? null) !== null

  return async (question) => {
    const over = new AbortController()
    const line = { signal: over.signal, end() {} }
    try {
      await network.passage(line)
      if (isBroken()) return HttpResponse.error()
      const response = await answer(question)
      await network.passage(line)
      return isBroken() ? HttpResponse.error() : response
    } finally {
      over.abort()
    }
  }
}
