import { toWireError, type WireError } from '../transport/error'
import type { Message } from '../transport/message'

/**
 * The part of a Standard Schema that is needed: zod, valibot, arktype and others implement it.
 * https://standardschema.dev
 */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
  }
}

type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** A schema per event name; events without one pass as they are. */
export type Schemas<Events extends object> = { readonly [Event in keyof Events]?: StandardSchema<Events[Event]> }

/** The message with its data as the schema gives it back, or the error to report. */
export function validate(schemas: object, message: Message): Message | WireError {
  const { event, data } = message
  if (!Object.hasOwn(schemas, event)) return message
  try {
    const result = (schemas as Record<string, StandardSchema>)[event]?.['~standard'].validate(data)
    if (result instanceof Promise) throw new TypeError('expected a synchronous schema: an async one loses the order')
    if (!result?.issues) return { ...message, data: result?.value }
    throw new TypeError(result.issues.map(describe).join('; '), { cause: result.issues })
  } catch (cause) {
    return toWireError(cause, 'invalid-message', `The data of "${event}" does not match its schema`)
  }
}

function describe({ message, path = [] }: SchemaIssue): string {
  return [...path.map((step) => String(typeof step === 'object' ? step.key : step)), message].join(': ')
}
