import { expect, type TestContext } from 'vitest'
import { createConnection } from 'wirehooks/vanilla'
import { presenceEvent } from '../../../src/protocol/presence'
import type { Adapter } from './adapter'
import { eventually } from './eventually'
import { channel, quickly } from './house'

/** What is on the wire, in either direction. */
export type Frame = Record<string, unknown>

export interface Member extends Frame {
  id: string
  version: number
  key: string
  state: Frame
  since: number
  at: number
  alias?: number
  away?: true
  dropped?: true
}

type Mark = [id: string, version: number]

type Patch = [alias: number, version: number, changed?: Frame, removed?: string[]]

/** A link that says and hears the frames of PROTOCOL.md, without any client of ours. */
export interface Wire {
  /** Of the channel of the suite, where the frame names no other one. */
  say(frame: Frame): void
  /** Whom the frames so far have told of, as PROTOCOL.md has it, by key. */
  readonly members: ReadonlyMap<string, Member>
  /** What came, oldest first. */
  readonly heard: readonly Frame[]
  /** Resolves to the next frame of this kind, and lets all before it be. */
  next(kind: string): Promise<Frame>
  /** Resolves when the newest frame is like this. */
  ends(frame: Frame): Promise<void>
  close(code?: number): void
}

export async function openWire(
  { transport }: Pick<Adapter, 'transport'>,
  url: string,
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
): Promise<Wire> {
  const heard: Frame[] = []
  let taken = 0
  const connection = createConnection(transport(url, channel), quickly)
  onTestFinished(connection.close)
  const fold = createFold()
  connection.on(presenceEvent, (frame) => {
    heard.push(frame as Frame)
    fold.take(frame as Frame)
  })
  connection.open()
  await eventually(() => {
    if (connection.store.getState().status !== 'open') throw new Error('The link is not open')
  })

  return {
    heard,
    get members() {
      return fold.members()
    },
    say: (frame) => void connection.emit(presenceEvent, { channel, ...frame }),
    async next(kind) {
      let frame: Frame | undefined
      await eventually(() => {
        const at = heard.findIndex((one, index) => index >= taken && one['kind'] === kind)
        frame = heard[at]
        if (!frame) throw new Error(`Expected a frame ${kind}, got ${JSON.stringify(heard.slice(taken))}`)
        taken = at + 1
      })
      return frame as Frame
    },
    ends: (frame) => eventually(() => expect(heard.at(-1)).toMatchObject(frame)),
    close: (code) => connection.close(code),
  }
}

/** Who is in the channel of the suite, from `state` and `diff`. */
function createFold() {
  let members = new Map<string, Member>()
  let pages: Member[] = []
  let revision = -1

  function find(one: number | Mark): Member | undefined {
    return Array.isArray(one) ? members.get(one[0]) : [...members.values()].find(({ alias }) => alias === one)
  }

  function known(one: number | Mark): Member {
    const member = find(one)
    if (!member) throw new Error(`Expected somebody who is known, got ${JSON.stringify(one)}`)
    return member
  }

  function takePage(frame: Frame): void {
    if (frame['page'] === 1 || frame['page'] === undefined) pages = []
    pages.push(...(frame['members'] as Member[]))
    if (frame['more']) return
    members = new Map(pages.map((member) => [member.id, member]))
    revision = frame['revision'] as number
  }

  function takeDiff(frame: Frame): void {
    if (revision < (frame['from'] as number))
      throw new Error(`Expected a diff from ${revision}, got one from ${String(frame['from'])}`)
    if (revision >= (frame['revision'] as number)) return
    revision = frame['revision'] as number
    for (const member of (frame['set'] ?? []) as Member[]) members.set(member.id, member)
    for (const [alias, version, changed, removed = []] of (frame['patch'] ?? []) as Patch[]) {
      const { dropped: _dropped, ...member } = known(alias)
      const state = { ...member.state, ...changed }
      for (const name of removed) delete state[name]
      const at = changed || removed.length > 0 ? (frame['now'] as number) : member.at
      members.set(member.id, { ...member, version, state, at })
    }
    for (const one of (frame['dropped'] ?? []) as (number | Mark)[]) {
      const member = known(one)
      members.set(member.id, { ...member, dropped: true })
    }
    for (const one of (frame['left'] ?? []) as (number | Mark)[]) members.delete(find(one)?.id ?? '')
  }

  return {
    members: (): ReadonlyMap<string, Member> => new Map([...members.values()].map((member) => [member.key, member])),
    take(frame: Frame): void {
      if (frame['channel'] !== channel) return
      if (frame['kind'] === 'state') takePage(frame)
      if (frame['kind'] === 'diff') takeDiff(frame)
    },
  }
}
