import { isSqlError } from '../database/database'
import { json } from '../http/respond'
import { type Claims, TokenError } from '../token'

/** What PostgREST answers when it cannot do it. */
export class Problem extends Error {
  override name = 'Problem'
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly details: string | null = null,
  ) {
    super(message)
  }
}

export function unsupported(what: string): Problem {
  return new Problem(400, 'PGRST100', `This backend for tests does not know ${what}`)
}

export function answerProblem(error: unknown, claims: Claims | null): Response {
  if (error instanceof TokenError) {
    const isExpired = error.code === 'InvalidJWTToken'
    return problem(401, isExpired ? 'PGRST303' : 'PGRST301', isExpired ? 'JWT expired' : error.message)
  }
  if (error instanceof Problem) return problem(error.status, error.code, error.message, error.details)
  if (isSqlError(error)) {
    const { code, message, detail, hint } = error
    // PostgREST looks into a schema cache of its own, and speaks of that.
    if (code === '42P01') return problem(404, 'PGRST205', message)
    return problem(statusOf(code, claims), code, message, detail, hint)
  }
  throw error
}

/** https://docs.postgrest.org/en/stable/references/errors.html */
function statusOf(code: string, claims: Claims | null): number {
  if (code === '42501') return claims?.role === 'anon' ? 401 : 403
  if (code === '23503' || code === '23505') return 409
  if (code === '42883') return 404
  if (code === '25006') return 405
  return /^(22|23|42|P0)/.test(code) ? 400 : 500
}

function problem(status: number, code: string, message: string, details?: string | null, hint?: string): Response {
  return json(status, { code, details: details ?? null, hint: hint ?? null, message })
}
