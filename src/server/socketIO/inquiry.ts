/** Those who want to know something that takes a while to find out. */
export interface Inquiry<Asker> {
  /** Gets an answer that was looked for after this call, even if that has to be tried again. */
  ask(asker: Asker): void
  stop(): void
}

interface InquiryParts<Asker, Answer> {
  find(): Promise<Answer>
  answer(asker: Asker, answer: Answer): void
  failed(cause: unknown): void
}

/** Before it is tried again, in milliseconds. */
const retryDelay = 500

/** However many ask at once: it is looked for once at a time, for all who asked before. */
export function createInquiry<Asker, Answer>({ find, answer, failed }: InquiryParts<Asker, Answer>): Inquiry<Asker> {
  const waiting = new Set<Asker>()
  let isLooking = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let isStopped = false

  async function look(): Promise<void> {
    if (isLooking || isStopped) return
    isLooking = true
    const askers = [...waiting]
    waiting.clear()
    let found: Answer
    try {
      found = await find()
    } catch (cause) {
      failed(cause)
      askers.forEach((asker) => waiting.add(asker))
      if (!isStopped) retry = setTimeout(again, retryDelay)
      return
    }
    if (waiting.size > 0) again()
    else isLooking = false
    for (const asker of askers) answer(asker, found)
  }

  function again(): void {
    isLooking = false
    look().catch(failed)
  }

  return {
    ask(asker) {
      waiting.add(asker)
      look().catch(failed)
    },
    stop() {
      isStopped = true
      clearTimeout(retry)
    },
  }
}
