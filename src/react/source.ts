import type { Connection } from '../connection/connection'

/** The part of a connection that readers need. */
export type Readable<In extends object> = Pick<Connection<In>, 'on' | 'flush' | '~in'>

/** What a reader reads from: what a hook returned, or a connection. */
export type Source<In extends object> = Readable<In> & { readonly connection?: Readable<In> }

export function connectionOf<In extends object>(source: Source<In>): Readable<In> {
  return source.connection ?? source
}
