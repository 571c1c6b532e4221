import type { FakeTransport } from '../createFakeTransport'
import type { FakePeople } from './people'

/** What a server needs that tells a component who is there, in whatever protocol. */
export interface PresenceServerParts {
  readonly fake: Pick<FakeTransport, 'on'>
  readonly people: Pick<FakePeople, 'members' | 'follow'>
  /** The one that this server plays. */
  readonly channel: string
  /** All that have people on this fake, also those that are added later. */
  readonly channels: readonly string[]
  /** What the person in front of this page shares; `undefined` when they have left. */
  shared(state: unknown): void
}
