import { digestOf } from '../digest'

/** What others may know of a session: the same for the same one, and no way back. */
export async function publicIdOf(session: string): Promise<string> {
  const digest = await digestOf('SHA-256', session)
  return digest.slice(0, 32)
}
