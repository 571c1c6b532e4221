import { warnOnce } from '../transport/development'
import { textOf } from '../transport/error'
import type { Identity } from '../transport/identity'
import { labelOf } from '../transport/identityTexts'
import { isPlainObject } from '../transport/plainObject'
import { wrapped } from '../transport/transport'
import type { ConnectionUser } from './connectionOptions'
import { sorted } from '../transport/sorted'

declare const process: { env: { NODE_ENV?: string } }

/**
 * Development only: the options of the one who holds a connection longest are used, so somebody who asks for others is
 * told which, and what to do.
 */
export function warnOfConflict(identity: Identity, first: ConnectionUser, next: ConnectionUser): void {
  const label = labelOf(identity)
  const used = settingsOf(first)
  const asked = settingsOf(next)
  for (const option of new Set([...Object.keys(used), ...Object.keys(asked)])) {
    if (fingerprintOf(used[option]) === fingerprintOf(asked[option])) continue
    warnOnce(
      `${label} ${option}`,
      () =>
        process.env.NODE_ENV !== 'production' &&
        `Two components share ${label}, and their option "${option}" differs${valuesOf(used[option], asked[option])}. ` +
          'A shared connection has one set of options: those of the component that holds it longest. The other ones are not used. ' +
          'Give both the same, or give one of them a "key" of its own to have two connections.',
    )
  }
}

/** Both values, where they are no secrets. */
function valuesOf(used: unknown, asked: unknown): string {
  const areHarmless = [used, asked].every((value) => value === undefined || typeof value === 'number')
  return areHarmless ? `: ${textOf(used ?? 'the default')} is used, and ${textOf(asked ?? 'the default')} is not` : ''
}

/** The options that users must agree on: those of the transport and its wrappers, and those of the connection itself. */
function settingsOf({ transport, options }: ConnectionUser): Readonly<Record<string, unknown>> {
  const { connectTimeout, backoff, outbox, highWaterMark, linger, validate } = options
  return {
    ...transportSettings(transport, options.wrappers),
    connectTimeout,
    backoff,
    outbox,
    highWaterMark,
    linger,
    validate: validate?.description,
  }
}

/** A wrapper that throws does so again when it is used, and is reported then. */
function transportSettings(
  transport: ConnectionUser['transport'],
  wrappers: ConnectionUser['options']['wrappers'],
): Readonly<Record<string, unknown>> {
  try {
    return wrapped(transport, wrappers).settings
  } catch {
    return {}
  }
}

/**
 * The same text for what means the same: plain data by value, and functions by their source, since options may be
 * written inline. Never shown: it may hold secrets.
 */
function fingerprintOf(value: unknown, depth = 0): string {
  if (typeof value === 'function') return value.toString()
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const isWithinReach = depth < 5 && (Array.isArray(value) || isPlainObject(value))
  if (!isWithinReach) return nameOf(value)
  const parts = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(([name, part]) => `${JSON.stringify(name)}:${fingerprintOf(part, depth + 1)}`)
  return `{${sorted(parts).join()}}`
}

/** A name for an object that is neither a list nor plain: always the same, and nobody else's. */
const names = /* @__PURE__ */ new WeakMap<object, string>()
let count = 0

function nameOf(object: object): string {
  const known = names.get(object)
  if (known !== undefined) return known
  count += 1
  names.set(object, `#${count}`)
  return `#${count}`
}
