import type { Clock } from '../../transport/clock'

/** How much of the body of a refusal is kept, and how long it may take to come: it can be a large page, or never end. */
const mostBodyBytes = 64 * 1024
const longestBodyMs = 5000

/**
 * The same answer, which can be read after the attempt has ended. The original has the address in it, whose query may be
 * secret. Its body is read at once, so that it does not keep one of the browser's few connections.
 */
export function readableCopy(response: Response, clock: Clock): Response {
  const { body, status, statusText, headers, bodyUsed } = response
  // The `fetch` of React Native has read the whole body already. That of Expo gives a stream, which no `Response` of React Native can
  // hold.
  if (body === undefined || !('body' in Response.prototype)) return response
  const hasBody = typeof body?.getReader === 'function' && !bodyUsed && !body.locked && !withoutBody.includes(status)
  return new Response(hasBody ? beginningOf(body, clock) : null, {
    // `new Response` throws for a status outside of 200 to 599, which some servers send.
    status: status >= 200 && status < 600 ? status : 500,
    // It throws as well for characters beyond ISO-8859-1, which some servers write into the reason.
    statusText: /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(statusText) ? statusText : '',
    headers,
  })
}

/** `Response` takes no body with these (https://fetch.spec.whatwg.org/#null-body-status), and Chromium gives them one. */
const withoutBody = [204, 205, 304]

function beginningOf(body: ReadableStream<Uint8Array<ArrayBuffer>>, clock: Clock): ReadableStream {
  const reader = body.getReader()
  const stop = (): void => void reader.cancel().catch(() => {})
  async function copyTo(copy: ReadableStreamDefaultController): Promise<void> {
    const cancelTimer = clock.after(longestBodyMs, stop)
    try {
      let bytes = 0
      while (bytes < mostBodyBytes) {
        // oxlint-disable-next-line eslint/no-await-in-loop -- a stream is read piece by piece
        const { done, value } = await reader.read()
        if (done) break
        copy.enqueue(value)
        bytes += value.byteLength
      }
      copy.close()
    } catch (cause) {
      copy.error(cause)
    }
    cancelTimer()
    stop()
  }
  return new ReadableStream({ start: (copy) => void copyTo(copy) })
}
