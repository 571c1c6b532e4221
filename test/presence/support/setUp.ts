import { createFakeClock } from '../../../src/testing/createFakeClock'
import type { PresenceOptions } from '../../../src/presence/options'
import { presenceOf } from '../../../src/presence/presenceOf'
import type { ClientFrame, DiffFrame, Member, ServerFrame, StateFrame } from '../../../src/protocol/presence'
import { createFakeConnection } from '../../channel/support/createFakeConnection'

export interface Shared {
  n?: number
  cursor?: { x: number; y: number } | null
  typing?: boolean
}

/** Members of these tests come in the order of the alphabet. */
export function member(id: string, version = 1, more: Partial<Member> = {}): Member {
  return { id, version, key: id, state: { n: version }, since: id.charCodeAt(0), at: version, ...more }
}

/** A presence over a connection that is driven by hand, in a time that stands still. */
export function setUp(options: Partial<PresenceOptions<Shared>> = {}) {
  const clock = createFakeClock()
  const connection = createFakeConnection()
  const errors: string[] = []
  const onError = ({ code }: { code: string }): void => void errors.push(code)
  const given: PresenceOptions<Shared> = {
    channel: 'board',
    key: 'me',
    initial: { n: 0 },
    clock,
    onError,
    ...options,
  }
  const presence = presenceOf(connection, given)
  const log: [change: string, key: string, n: unknown][] = []
  for (const change of ['join', 'update', 'leave'] as const)
    presence.on(change, ({ key, state }) => log.push([change, key, state.n]))

  let forgotten = 0

  return {
    clock,
    connection,
    presence,
    options: given,
    errors,
    log,
    get state() {
      return presence.store.getState()
    },
    /** Who else is there, in a word each. */
    get others() {
      return presence.store.getState().others.map(({ key, status, state }) => `${key} ${status} ${state.n}`)
    },
    /** What went out, without what is always the same. */
    get said() {
      return connection.sent.slice(forgotten).map(({ event, data }) => {
        const { kind, version, state, key, away } = data as ClientFrame & Partial<Member>
        return [event, kind, version, key, state, away].filter((part) => part !== undefined && part !== false)
      })
    },
    /** What went out until now is not of interest. */
    forget() {
      forgotten = connection.sent.length
    },
    enter: (user: PresenceOptions<Shared> = given) => presence.enter({ current: user }),
    async open() {
      connection.open()
      await settle()
    },
    hear: (frame: ServerFrame) => connection.hear('presence', frame),
    /** The server lets this client in, and tells it who is there. */
    async everybody(members: readonly Member[], { key = 'me', ...more }: Partial<StateFrame> & { key?: string } = {}) {
      connection.hear('presence', { kind: 'entered', channel: 'board', id: 'me', key })
      const common = { kind: 'state', channel: 'board', now: clock.date(), grace: 0, revision: 1 }
      connection.hear('presence', { ...common, members, ...more })
      await clock.advance(20)
    },
    async diff(revision: number, changes: Partial<DiffFrame>, more: Partial<DiffFrame> = {}) {
      const counted = { from: revision - 1, revision }
      connection.hear('presence', { kind: 'diff', channel: 'board', ...counted, ...changes, ...more })
      await clock.advance(20)
    },
  }
}

/** What waits for a promise has gone on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}
