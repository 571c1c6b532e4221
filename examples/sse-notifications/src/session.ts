import type { User } from '../protocol'

export const server = import.meta.env.VITE_SERVER_URL ?? 'http://127.0.0.1:8788'

/** One user at the server, by tokens that do not live long. */
export interface Session {
  readonly user: User
  /** Signs in anew: the headers for one attempt of the stream. */
  signIn(signal?: AbortSignal): Promise<Record<string, string>>
  /** Rejects with what the server says against it. Signs in once more when the token is too old. */
  post(path: string, body?: unknown): Promise<void>
}

export function createSession(user: User): Session {
  let token = ''

  async function signIn(signal: AbortSignal | null = null): Promise<Record<string, string>> {
    const answer = await ask('/login', { body: { user }, signal })
    if (!answer.ok) throw new Error(await reasonOf(answer))
    token = ((await answer.json()) as { token: string }).token
    return bearer()
  }

  const bearer = (): Record<string, string> => ({ authorization: `Bearer ${token}` })

  return {
    user,
    signIn,
    async post(path, body = {}) {
      let answer = await ask(path, { body, headers: bearer() })
      if (answer.status === 401) answer = await ask(path, { body, headers: await signIn() })
      if (!answer.ok) throw new Error(await reasonOf(answer))
    },
  }
}

interface Question {
  readonly body: unknown
  readonly headers?: Record<string, string>
  readonly signal?: AbortSignal | null
}

async function ask(path: string, { body, headers, signal = null }: Question): Promise<Response> {
  const type = { 'content-type': 'application/json' }
  const request = { method: 'POST', headers: { ...type, ...headers }, body: JSON.stringify(body), signal }
  try {
    return await fetch(`${server}${path}`, request)
  } catch (cause) {
    throw new Error('The server cannot be reached.', { cause })
  }
}

async function reasonOf(answer: Response): Promise<string> {
  const { error } = (await answer.json().catch(() => ({}))) as { error?: string }
  return error ?? `The server answered ${answer.status}.`
}
