import { useState } from 'react'
import type { Session } from './session'

interface Request {
  readonly isBusy: boolean
  /** What became of the last one, if nothing good. */
  readonly problem: string | null
  /** True when the server has done it. */
  send(path: string, body?: unknown): Promise<boolean>
}

/** What a button or a form asks of the server, one at a time. */
export function useRequest({ post }: Session): Request {
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function send(path: string, body?: unknown): Promise<boolean> {
    if (isBusy) return false
    setBusy(true)
    const trouble = await post(path, body).then(
      () => null,
      (error: Error) => error.message,
    )
    setProblem(trouble)
    setBusy(false)
    return trouble === null
  }

  return { isBusy, problem, send }
}
