import type { Connection } from '../connection/connection'

/** The part of a connection that readers need. */
export type Readable<In extends object> = Pick<Connection<In>, 'on' | 'fold' | '~in'>

/** What a reader reads from: what a hook returned, or a connection. */
export type Source<In extends object> = Readable<In> & { readonly connection?: Readable<In> }

/** The connection itself, which stays the same while views of it come and go. */
export function connectionOf<In extends object>(source: Source<In>): Readable<In> {
  return source.connection ?? source
}
