import {
  type CloseReason,
  type Connection,
  type ConnectionOptions,
  createConnection,
  type OutgoingMessage,
  type StoringTransport,
} from 'wirehooks/vanilla'
import {
  createFakeClock,
  createFakeNetwork,
  createFakeTransport,
  type FakeClock,
  type FakeNetwork,
  type FakeTransport,
  type FakeTransportOptions,
} from 'wirehooks/testing'

export interface Scene {
  readonly clock: FakeClock
  readonly network: FakeNetwork
  readonly fake: FakeTransport
  readonly connection: Connection
  /** Everything that happened, in order: moves, dials, closed links and callbacks. */
  readonly log: string[]
  /** What was handed to a link, whether it arrives or not. */
  readonly handedOver: readonly OutgoingMessage[]
  /** The log since it was last read. */
  news(): string[]
}

export function setUp(options: ConnectionOptions = {}, fakeOptions: FakeTransportOptions = {}): Scene {
  const clock = createFakeClock()
  const network = createFakeNetwork()
  const fake = createFakeTransport(fakeOptions)
  const log: string[] = []
  const handedOver: OutgoingMessage[] = []

  const transport: StoringTransport = {
    ...fake,
    connect(sink, context) {
      const number = fake.links.length + 1
      log.push(`dial ${number}`)
      const link = fake.connect(sink, context)
      return {
        ...link,
        send(frame) {
          handedOver.push(frame as OutgoingMessage)
          return link.send(frame)
        },
        close(why) {
          log.push(`close link ${number}: ${why.kind}`)
          link.close(why)
        },
      }
    },
  }

  const connection = createConnection(transport, {
    ...options,
    clock,
    network,
    onOpen(info) {
      log.push('onOpen')
      options.onOpen?.(info)
    },
    onClose(reason, willRetry) {
      log.push(`onClose ${describe(reason)}${willRetry ? ', will retry' : ''}`)
      options.onClose?.(reason, willRetry)
    },
    onError(error) {
      log.push(`onError ${error.code}`)
      options.onError?.(error)
    },
    onInvalid(error) {
      log.push(`onInvalid ${error.code}`)
      options.onInvalid?.(error)
    },
  })
  connection.store.subscribe(({ status }, before) => {
    if (status !== before.status) log.push(status)
  })
  return { clock, network, fake, connection, log, handedOver, news: () => log.splice(0) }
}

/** The same, with a first link that has been open for `minUptime`. */
export async function setUpOpen(options?: ConnectionOptions, fakeOptions?: FakeTransportOptions): Promise<Scene> {
  const scene = setUp(options, fakeOptions)
  scene.connection.open()
  scene.fake.link.open()
  await scene.clock.advance(5000)
  scene.news()
  return scene
}

/** Lets time pass until the next attempt is under way, if it is not yet. */
export async function redial({ clock, fake, connection }: Scene): Promise<void> {
  while (fake.link.status !== 'dialling') {
    const { retryAt } = connection.store.getState()
    if (retryAt === null) throw new Error(`No attempt is planned while ${connection.store.getState().status}`)
    // Wall time is too coarse for the last fraction of a millisecond.
    await clock.advance(Math.max(1, Math.ceil(retryAt - clock.date())))
  }
}

function describe({ kind, code }: CloseReason): string {
  return code === undefined ? kind : `${kind} ${code}`
}
