/** The part of `client.realtime` that tells what an older client cannot do. */
interface OlderRealtime {
  setAuth(): Promise<void>
  endpointURL?(): string
}

/**
 * Whether `setAuth()` asks the client's `accessToken` for a token. Before version 2.47 it has a parameter, the token, and would take
 * a missing one for none. (The error names 2.54, which is the oldest version that our tests run over.)
 */
export function asksForToken({ setAuth }: Pick<OlderRealtime, 'setAuth'>): boolean {
  return setAuth.length === 0
}

/**
 * Whether the client can broadcast bytes. It can in version 2.0.0 of the protocol, which a client before 2.91 does not speak by
 * default; in version 1.0.0 it would broadcast `{}` in their place. A client without `endpointURL()` is a fake, which takes anything.
 */
export function sendsBytes(realtime: Pick<OlderRealtime, 'endpointURL'>): boolean {
  return !realtime.endpointURL?.().includes('vsn=1.0.0')
}
