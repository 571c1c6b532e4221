type Fetch = typeof fetch

/** How long after a failure it asks again, in milliseconds. */
const pause = 1000

/**
 * A `fetch` that waits for the network: it asks again until there is an answer, whatever the answer says. What changes
 * something goes one after the other, so that the last change is the last to arrive.
 */
export function patient(ask: Fetch): Fetch {
  let last: Promise<unknown> = Promise.resolve()

  async function insist(...request: Parameters<Fetch>): Promise<Response> {
    for (;;) {
      try {
        return await ask(...request)
      } catch (error) {
        // https://fetch.spec.whatwg.org/#concept-network-error
        if (!(error instanceof TypeError)) throw error
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    }
  }

  return (input, init) => {
    if (!init?.method || init.method === 'GET') return insist(input, init)
    const answer = last.then(() => insist(input, init))
    last = answer.catch(() => {})
    return answer
  }
}
