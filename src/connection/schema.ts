import type { Message } from '../transport/message'
import { WireError } from '../transport/error'

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

/**
 * The message with its data as the schema gives it back. Throws what the schema throws, or a `WireError` with its
 * issues. Schemas must be synchronous: waiting for one would lose the order.
 */
export function validate(schemas: object, message: Message): Message {
  const { event, data } = message
  if (!Object.hasOwn(schemas, event)) return message
  const result = (schemas as Record<string, StandardSchema>)[event]?.['~standard'].validate(data)
  if (!result || 'then' in result) throw new TypeError(`${event}: an async schema`)
  if (!result.issues) return { ...message, data: result.value }
  throw new WireError('invalid-message', [event, ...result.issues.map(describe)].join('; '), result.issues)
}

function describe({ message, path = [] }: SchemaIssue): string {
  return [...path.map((step) => String(typeof step === 'object' ? step.key : step)), message].join(': ')
}
