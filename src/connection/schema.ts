import type { Message } from '../transport/message'
import type { AnyEvents } from './events'
import { WireError } from '../transport/error'

declare const process: { env: { NODE_ENV?: string } }

/**
 * The part of a Standard Schema that is needed: zod, valibot, arktype and others implement it.
 * https://standardschema.dev
 */
export interface StandardSchema<Output = unknown> {
  /** What every schema has by the specification. */
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

/** Looks at messages before listeners do. An object and not a function, from which TypeScript would infer less. */
export interface Validation<In extends object = AnyEvents> {
  /** The message as listeners shall see it. What it throws goes to `onInvalid`, and the message is left out. */
  check(message: Message): Message
  /** What two users of one connection compare: the same for what checks the same. Only development builds look at it. */
  readonly description?: unknown
  /** For types alone: the events it promises. */
  readonly '~in'?: In
}

/**
 * Checks the data of incoming events with any Standard Schema (zod, valibot, arktype …), types it, and hands on what
 * the schema gives back. Schemas must be synchronous: waiting for one would lose the order.
 *
 * @example
 * useWebSocket(url, { validate: schemas({ CHAT: z.object({ text: z.string() }) }) })
 */
export function schemas<In extends object>(byEvent: Schemas<In>): Validation<In> {
  return {
    // Schemas written inline are other objects every time, so their names have to do.
    description: Object.keys(byEvent),
    check(message) {
      const { event, data } = message
      if (!Object.hasOwn(byEvent, event)) return message
      return {
        ...message,
        data: matching((byEvent as Record<string, StandardSchema>)[event] as StandardSchema, event)(data),
      }
    },
  }
}

/**
 * A function that gives a value as any Standard Schema gives it back, and throws a `WireError` where it does not match: for
 * the `validate` of a presence. `name` is in the text of the error.
 *
 * @example
 * usePresence(board, { key, initial, validate: matching(z.object({ name: z.string() })) })
 */
export function matching<Output>(schema: StandardSchema<Output>, name = 'state'): (value: unknown) => Output {
  return (value) => {
    const result = schema['~standard'].validate(value)
    if ('then' in result)
      throw new WireError(
        'invalid-option',
        () =>
          process.env.NODE_ENV !== 'production' &&
          `Expected a schema for ${name} that answers at once, and it returned a promise: waiting for it would change the order of messages. Leave out its async checks.`,
      )
    if (!result.issues) return result.value
    const { issues } = result
    throw new WireError(
      'invalid-message',
      () => process.env.NODE_ENV !== 'production' && [name, ...issues.map(describe)].join('; '),
      issues,
    )
  }
}

function describe({ message, path = [] }: SchemaIssue): string {
  return [...path.map((step) => String(typeof step === 'object' ? step.key : step)), message].join(': ')
}
