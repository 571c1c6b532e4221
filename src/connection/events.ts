import type { Message } from '../transport/message'

/**
 * The data of an event. Where the map gives a function, `JOIN(room: string): Member[]`, its parameter is the data and
 * what it returns is the answer to a `request`.
 */
export type DataOf<Entry> = Entry extends (data: infer Data) => unknown ? Data : Entry

/** The answer to a request. */
export type AnswerOf<Entry> = Entry extends (data: never) => infer Answer ? Answer : unknown

/** The names in a map of events. */
export type NameOf<Events extends object> = keyof Events & string

/** Any message of a map of events, told apart by `event`. */
export type MessageOf<Events extends object> = {
  [Name in NameOf<Events>]: Message<Name, DataOf<Events[Name]>>
}[NameOf<Events>]

/** The data and what follows it; data that may be undefined may be left out. */
export type WithData<Data, Options> = undefined extends Data
  ? [data?: Data, options?: Options]
  : [data: Data, options?: Options]

/** Any event with any data: what is known of a connection without types. */
export type AnyEvents = Record<string, unknown>
