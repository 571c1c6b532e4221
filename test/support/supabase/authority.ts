import { type Claims, expired, signToken, verifyToken } from './token'

/** Who may come in, and as whom. */
export interface Authority {
  readonly anonKey: string
  readonly serviceKey: string
  /** Whom a project's key stands for; `null` for a key of nobody. */
  roleOfKey(key: string | null | undefined): Claims | null
  /** A token of this project. A lifetime, in seconds, may be negative: it has expired then. */
  issue(claims?: Partial<Claims>, lifetime?: number): Promise<string>
  /** Throws a `TokenError`. */
  verify(token: string): Promise<Claims>
  /** Whoever a token stands for; without one, or with a key in its place, whoever the key stands for. */
  identify(token: string | undefined, key: Claims): Promise<Claims>
  /** Every token issued so far is as good as expired. */
  expireAll(): void
}

export interface AuthorityOptions {
  /** Signs the tokens. */
  secret?: string
  anonKey?: string
  serviceKey?: string
}

export function createAuthority(options: AuthorityOptions = {}): Authority {
  const {
    secret = 'a secret for tests, at least 32 characters long',
    anonKey = 'sb_publishable_local',
    serviceKey = 'sb_secret_local',
  } = options
  let generation = 1

  async function verify(token: string): Promise<Claims> {
    const claims = await verifyToken(token, secret)
    if (typeof claims.generation === 'number' && claims.generation < generation) throw expired()
    return claims
  }

  return {
    anonKey,
    serviceKey,
    roleOfKey(key) {
      if (key === anonKey) return { role: 'anon' }
      return key === serviceKey ? { role: 'service_role' } : null
    },
    issue(claims = {}, lifetime = 3600) {
      const exp = Math.floor(Date.now() / 1000) + lifetime
      return signToken({ role: 'authenticated', exp, generation, ...claims }, secret)
    },
    verify,
    async identify(token, key) {
      return token === undefined || token.startsWith('sb_') ? key : verify(token)
    },
    expireAll() {
      generation += 1
    },
  }
}
