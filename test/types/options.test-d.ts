import { describe, expectTypeOf, test } from 'vitest'
import type {
  Abilities,
  Acceptance,
  AttemptOptions,
  BackoffOptions,
  CanType,
  Codec,
  ConnectionOptions,
  ConnectionSettings,
  EventSourceOptions,
  HasCursor,
  HeartbeatOptions,
  HookSettings,
  IdentityOptions,
  IdentityParts,
  LifecycleOptions,
  OutboxOptions,
  PresenceOptions,
  RateLimitOptions,
  ReceivingOptions,
  RequestOptions,
  RetryOptions,
  RoomOptions,
  SendingOptions,
  SendOptions,
  Shape,
  SocketLike,
  UnstoredOptions,
  UseAwayOptions,
  UseConnectionOptions,
  UseCursorsOptions,
  UseEventSourceOptions,
  UseMessagesOptions,
  UsePresenceOptions,
  UseReceivingOptions,
  UseTypingOptions,
  UseUnstoredOptions,
  UseWebSocketOptions,
  Validation,
  WebSocketOptions,
  WireProviderProps,
} from 'wirehooks'
import type { Arrival, FrameLimits, PresenceServerOptions, PresenceSettings, ServerClient } from 'wirehooks/server'
import type { RedisStoreOptions } from 'wirehooks/server/redis'
import type { SocketIOPresenceOptions } from 'wirehooks/server/socket.io'
import type { EmitOptions, SocketIOManagerOptions, SocketIOOptions, UseSocketIOOptions } from 'wirehooks/socket.io'
import type { ChangeRequest, SupabaseChannelOptions, UseSupabaseChannelOptions } from 'wirehooks/supabase'
import type { RowOrder, RowQuery, TableConnectionOptions, UseSupabaseTableOptions } from 'wirehooks/supabase/table'
import type {
  FakeNetworkOptions,
  FakePerson,
  FakeServerOptions,
  FakeTransportOptions,
  RecordOptions,
  ReplayOptions,
} from 'wirehooks/testing'
import type { EngineOptions, WireHandlersOptions, WireScript, WireServerOptions } from 'wirehooks/testing/msw'
import type { FakeSupabaseOptions } from 'wirehooks/testing/supabase'

/** Every bag of options that a door exports. `test/doors.test.ts` finds those that are missing here. */
interface Bags {
  Abilities: Abilities
  Acceptance: Acceptance<Row>
  Arrival: Arrival
  AttemptOptions: AttemptOptions
  BackoffOptions: BackoffOptions
  CanType: CanType
  ChangeRequest: ChangeRequest
  Codec: Codec
  ConnectionOptions: ConnectionOptions
  ConnectionSettings: ConnectionSettings
  EmitOptions: EmitOptions
  EngineOptions: EngineOptions
  EventSourceOptions: EventSourceOptions
  FakeNetworkOptions: FakeNetworkOptions
  FakePerson: FakePerson
  FakeServerOptions: FakeServerOptions
  FakeSupabaseOptions: FakeSupabaseOptions
  FakeTransportOptions: FakeTransportOptions
  FrameLimits: FrameLimits
  HasCursor: HasCursor
  HeartbeatOptions: HeartbeatOptions
  HookSettings: HookSettings
  IdentityOptions: IdentityOptions
  IdentityParts: IdentityParts
  LifecycleOptions: LifecycleOptions
  OutboxOptions: OutboxOptions
  PresenceOptions: PresenceOptions
  PresenceServerOptions: PresenceServerOptions
  PresenceSettings: PresenceSettings
  RateLimitOptions: RateLimitOptions
  ReceivingOptions: ReceivingOptions<ConnectionOptions>
  RecordOptions: RecordOptions
  RedisStoreOptions: RedisStoreOptions
  ReplayOptions: ReplayOptions
  RequestOptions: RequestOptions
  RetryOptions: RetryOptions
  RoomOptions: RoomOptions
  RowOrder: RowOrder<Row>
  RowQuery: RowQuery<Row>
  SendOptions: SendOptions
  SendingOptions: SendingOptions
  ServerClient: ServerClient
  Shape: Shape
  SocketIOManagerOptions: SocketIOManagerOptions
  SocketIOOptions: SocketIOOptions
  SocketIOPresenceOptions: SocketIOPresenceOptions
  SocketLike: SocketLike
  SupabaseChannelOptions: SupabaseChannelOptions
  TableConnectionOptions: TableConnectionOptions
  UnstoredOptions: UnstoredOptions<ConnectionOptions>
  UseAwayOptions: UseAwayOptions
  UseConnectionOptions: UseConnectionOptions
  UseCursorsOptions: UseCursorsOptions
  UseEventSourceOptions: UseEventSourceOptions
  UseMessagesOptions: UseMessagesOptions
  UsePresenceOptions: UsePresenceOptions
  UseReceivingOptions: UseReceivingOptions
  UseSocketIOOptions: UseSocketIOOptions
  UseSupabaseChannelOptions: UseSupabaseChannelOptions
  UseSupabaseTableOptions: UseSupabaseTableOptions<Row>
  UseTypingOptions: UseTypingOptions
  UseUnstoredOptions: UseUnstoredOptions
  UseWebSocketOptions: UseWebSocketOptions
  Validation: Omit<Validation, TypeOnly>
  WebSocketOptions: WebSocketOptions
  WireHandlersOptions: WireHandlersOptions
  WireProviderProps: WireProviderProps
  WireScript: WireScript
  WireServerOptions: WireServerOptions
}

interface Row {
  id: number
}

/** Never set: it is there for types to be inferred from. */
type TypeOnly = '~in'

/** Tables, such as headers, and the type `Object` have this one; no bag of options does. */
type AnyName = 'hasOwnProperty'

/** The optional properties that cannot be set to `undefined`, by name; those of bags within, as `broadcast.self`. */
type Refusing<Bag> = Bag extends object
  ? AnyName extends keyof Bag
    ? never
    : { [Name in keyof Bag & string]: RefusingAt<Bag, Name> }[keyof Bag & string]
  : never

type RefusingAt<Bag extends object, Name extends keyof Bag & string> =
  Partial<Pick<Bag, Name>> extends Pick<Bag, Name>
    ? Record<Name, undefined> extends Pick<Bag, Name>
      ? `${Name}.${RefusingWithin<NonNullable<Bag[Name]>>}`
      : Name
    : never

/** Within functions, lists and tables of anything nothing is looked at, nor where something has to be given. */
type RefusingWithin<Value> =
  IsAny<Value> extends true
    ? never
    : Value extends ((...args: never) => unknown) | readonly unknown[]
      ? never
      : Partial<Value> extends Value
        ? Refusing<Value>
        : never

type IsAny<Value> = 0 extends 1 & Value ? true : false

type AllRefusing<Some> = { [Name in keyof Some & string]: `${Name}.${Refusing<Some[Name]>}` }[keyof Some & string]

type NoneOr<Names> = [Names] extends [never] ? 'none' : Names

describe('under exactOptionalPropertyTypes', () => {
  test('every option may be undefined', () => {
    // As a value, so that the compiler names those that are not.
    const refusing: NoneOr<AllRefusing<Bags>> = 'none'
    expectTypeOf(refusing).toEqualTypeOf<'none'>()
  })

  test('an option that may not be undefined would be found', () => {
    interface Forgetful {
      needed: number
      fine?: number | undefined
      forgotten?: number
      call?(): void
      within?: { fine?: string | undefined; forgotten?: string } | undefined
      made?: ((of: string) => void) | undefined
    }
    expectTypeOf<AllRefusing<{ Forgetful: Forgetful }>>().toEqualTypeOf<
      'Forgetful.forgotten' | 'Forgetful.call' | 'Forgetful.within.forgotten'
    >()
  })
})
