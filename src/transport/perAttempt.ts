import type { ConnectContext } from './transport'

/** A value, or a function that is called before every attempt and may be async: tokens stay fresh. */
export type PerAttempt<T> = T | ((context: ConnectContext) => T | Promise<T>)

type Made<T> = Exclude<T, (context: never) => unknown>

/** The value for this attempt. Rejects with what the function throws. */
export async function forAttempt<T>(value: PerAttempt<T>, context: ConnectContext): Promise<Made<T>> {
  return (isDynamic(value) ? await value(context) : value) as Made<T>
}

export function isDynamic<T>(value: PerAttempt<T>): value is (context: ConnectContext) => T | Promise<T> {
  return typeof value === 'function'
}
