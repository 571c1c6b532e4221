import { isArrayBuffer } from '../transport/frame'
import { identify } from '../transport/identity'
import type { OutgoingMessage } from '../transport/message'
import { snapshot } from '../transport/snapshot'
import type { Abilities, StoringTransport } from '../transport/transport'
import { answer, type FakeHandler } from './answer'
import { createFakeLink, type FakeLink, type FakeNetworkOptions, LinkNotOpenError } from './fakeLink'
import { notDialled } from './notDialled'

/** How the server behaves; `fake.set(…)` changes it. */
export interface FakeServerOptions extends FakeNetworkOptions {
  /**
   * Accepts every attempt, as soon as the connection waits for it. Otherwise `fake.link.open()` does.
   * @default false
   */
  opens?: boolean | undefined
  /**
   * Refuses every attempt with this close code, instead of opening: 4401 for bad credentials, 1006 for a server that
   * is down.
   * @default nobody
   */
  refuses?: number | null | undefined
}

/** The options of `createFakeTransport`. */
export interface FakeTransportOptions extends FakeServerOptions {
  /**
   * Fake transports with the same `key` share one connection; with `null`, none does, and nothing is stored for it.
   * @default a key of its own: `fake 1`, `fake 2` …
   */
  key?: string | null | undefined
  /**
   * The id of the signed-in user, as the option of every other transport.
   * @default nobody in particular
   */
  identity?: string | number | null | undefined
  /**
   * What it claims to do for itself.
   * @default it sends, what it sends can be stored, and it takes bytes; it neither mends links nor finds dead ones
   */
  does?: Abilities | undefined
  /**
   * The options on which everybody who shares the connection has to agree.
   * @default none
   */
  settings?: Readonly<Record<string, unknown>> | undefined
}

/**
 * A transport driven by hand, or by a script, with a record of everything. To the types it is one that sends, and whose
 * messages can be stored, whatever its option `does` claims.
 */
export interface FakeTransport extends StoringTransport {
  /** Every link that was dialled, oldest first. */
  readonly links: readonly FakeLink[]
  /** The newest link. Throws when nothing was dialled yet. */
  readonly link: FakeLink
  /** Every message that arrived at the far end, in order. */
  readonly sent: readonly OutgoingMessage[]
  /** Changes how the server and the network behave from now on. */
  set(options: FakeServerOptions): void
  /** Has the server do something about an event, besides what it does already; returns what stops it. */
  on(event: string, handler: FakeHandler<FakeLink>): () => void
}

let count = 0

/**
 * For component tests, with no network and no server.
 *
 * @example
 * const fake = createFakeTransport()
 * render(<Chat transport={fake} />)
 * act(() => fake.link.open())
 * act(() => fake.link.message('CHAT', { text: 'hi' }))
 * expect(fake.sent).toEqual([{ event: 'HELLO', data: undefined }])
 *
 * @example
 * const fake = createFakeTransport({ opens: true })
 * fake.on('JOIN', (room) => ['Ann', 'Bob'])
 * fake.on('CHAT', (text, link) => link.message('CHAT', text))
 */
export function createFakeTransport(fakeOptions: FakeTransportOptions = {}): FakeTransport {
  const { key, identity, does = {}, settings = {}, ...initial } = fakeOptions
  const links: FakeLink[] = []
  const sent: OutgoingMessage[] = []
  const handlers = new Map<string, Set<FakeHandler<FakeLink>>>()
  let options: FakeServerOptions = initial
  count += 1

  function heard(message: OutgoingMessage, link: FakeLink): void {
    sent.push(message)
    for (const handler of [...(handlers.get(message.event ?? 'message') ?? [])]) void play(handler, message, link)
  }

  /** Accepts or refuses a link that is dialling, as the options say when the answer arrives. */
  function answerDial(link: FakeLink): void {
    if (!options.opens && typeof options.refuses !== 'number') return
    link.context.clock.after(options.delay ?? 0, () => {
      const { opens = false, refuses = null, silent = false } = options
      if (link.status !== 'dialling' || silent) return
      if (refuses !== null) link.drop(refuses)
      else if (opens) link.open()
    })
  }

  const fake: FakeTransport = {
    name: 'fake',
    identity: identify({
      transport: 'fake',
      address: key ?? `${count}`,
      label: key ?? `${count}`,
      isDynamicAddress: key === null,
      identity,
    }),
    does: abilities(does),
    settings,
    encode: (message) => message,
    sizeOf,
    copy: snapshot,
    connect(sink, context) {
      const { link, far } = createFakeLink({ sink, context, network: () => options, heard })
      links.push(far)
      answerDial(far)
      return link
    },
    links,
    sent,
    get link() {
      const newest = links.at(-1)
      if (!newest) throw new Error(notDialled)
      return newest
    },
    set(next) {
      options = { ...options, ...next }
      for (const link of links) if (link.status === 'dialling') answerDial(link)
    },
    on(event, handler) {
      const those = handlers.get(event) ?? new Set<FakeHandler<FakeLink>>()
      handlers.set(event, those.add(handler))
      return () => those.delete(handler)
    },
  }
  // A wrapper that copies the transport asks for no link.
  return Object.defineProperty(fake, 'link', { enumerable: false })
}

/** A link may break before its server has answered: what a script says then is said to nobody. */
async function play(handler: FakeHandler<FakeLink>, message: OutgoingMessage, link: FakeLink): Promise<void> {
  try {
    await answer(handler, message, link)
  } catch (cause) {
    if (link.status !== 'closed' || !(cause instanceof LinkNotOpenError)) throw cause
  }
}

/** The size as JSON, but that of bytes as they are. Throws where JSON cannot write the data, as most codecs do. */
function sizeOf(message: unknown): number {
  let bytes = 0
  function withoutBytes(this: unknown, name: string, written: unknown): unknown {
    // `JSON.stringify` gives what `toJSON` made of a `Buffer`; `this[name]` is the Buffer itself.
    const value: unknown = Reflect.get(Object(this), name)
    if (!ArrayBuffer.isView(value) && !isArrayBuffer(value)) return written
    bytes += value.byteLength
    return null
  }
  return JSON.stringify(message, withoutBytes).length + bytes
}

/** The types do not follow the option: most tests would have to say for nothing that they send. */
function abilities(does: Abilities): FakeTransport['does'] {
  const { send = true, store = true, binary = true, reconnect = false, heartbeat = false } = does
  return { send, store, binary, reconnect, heartbeat } as FakeTransport['does']
}
