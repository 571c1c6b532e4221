import { HttpResponse } from 'msw'
import { type WireClient, wireHandlers } from 'wirehooks/testing/msw'
import type { Answer, Line, Person, RoomInfo } from '../../../examples/socket.io-chat/protocol'
import { type CaseServer, createCaseServer } from './caseServer'
import { createChatLog } from './chatLog'
import { colleagues, createColleagues } from './colleagues'
import { createTimers } from './timers'

const origin = 'http://127.0.0.1:8788'
const staff = ['Ada', 'Grace']
const rooms: readonly RoomInfo[] = [
  { name: 'lobby', isPrivate: false },
  { name: 'music', isPrivate: false },
  { name: 'garden', isPrivate: false },
  { name: 'staff', isPrivate: true },
]
/** Whose link broke may be back in a moment, in milliseconds. */
const patience = 3000

/** The server of the team chat, and what its colleagues say. */
export interface ChatServer extends CaseServer {
  /** Begins a day at work; with the colleagues away, unless they `talk`. Returns what ends it. */
  begin(options?: { talk?: boolean }): () => void
}

export function createChatServer(): ChatServer {
  const timers = createTimers()
  const log = createChatLog()
  const inside = new Map<WireClient, Set<string>>()
  let talking = false

  function tell(room: string, event: string, what: unknown): void {
    for (const [client, entered] of inside) if (entered.has(room)) client.message(event, [room, what])
  }

  function keep(room: string, line: Omit<Line, 'at'>): Line {
    const kept = log.add(room, line)
    tell(room, 'said', kept)
    return kept
  }

  const team = createColleagues(timers, {
    say: (room, name, text) => keep(room, { id: crypto.randomUUID(), from: { name }, text }),
    type: (room, name) => tell(room, 'typing', { name } satisfies Person),
  })

  function membersOf(room: string): readonly Person[] {
    const people = Array.from(inside, ([client, entered]) => (entered.has(room) ? [nameOf(client)] : [])).flat()
    return [...new Set([...people, ...(talking ? colleagues : [])])].map((name) => ({ name }))
  }

  const isHere = (room: string, name: string): boolean => membersOf(room).some((person) => person.name === name)

  function gone(room: string, name: string): void {
    if (!isHere(room, name)) tell(room, 'left', { name } satisfies Person)
  }

  const wire = wireHandlers(`${origin}/chat`, {
    // So that a dead link is noticed while one looks on.
    pingInterval: 4000,
    pingTimeout: 3000,
    opened(client) {
      inside.set(client, new Set())
      client.message('welcome', { server: 'this page', rooms })
    },
    closed(client) {
      const entered = inside.get(client) ?? []
      inside.delete(client)
      timers.after(patience, () => {
        for (const room of entered) gone(room, nameOf(client))
      })
    },
    on: {
      join(room: string, client): Answer<{ members: readonly Person[] }> {
        const name = nameOf(client)
        if (room === 'staff' && !staff.includes(name)) return { ok: false, reason: 'Only staff may enter this room.' }
        if (!isHere(room, name)) tell(room, 'joined', { name } satisfies Person)
        inside.get(client)?.add(room)
        return { ok: true, members: membersOf(room) }
      },
      leave(room: string, client) {
        inside.get(client)?.delete(room)
        gone(room, nameOf(client))
      },
      history: (room: string): Answer<{ lines: readonly Line[] }> => ({ ok: true, lines: log.read(room) }),
      say([room, { id, text }]: [string, Pick<Line, 'id' | 'text'>], client): Answer<Pick<Line, 'id' | 'at'>> {
        const isNew = log.read(room).every((line) => line.id !== id)
        const { at } = keep(room, { id, text, from: { name: nameOf(client) } })
        if (isNew && talking) team.answer(room)
        return { ok: true, id, at }
      },
      typing(room: string, client) {
        const name = nameOf(client)
        for (const [other, entered] of inside)
          if (other !== client && entered.has(room)) other.message('typing', [room, { name }])
      },
      hangUp: (_: unknown, client) => client.drop(),
    },
  })

  /** A name is as good as a token here. Another example asks at the same address for something else. */
  async function login({ request }: { request: Request }): Promise<Response | undefined> {
    const { name } = (await request.clone().json()) as { name?: string }
    return name === undefined ? undefined : HttpResponse.json({ token: name })
  }

  return Object.assign(createCaseServer(origin, { '/login': login }, [wire]), {
    begin({ talk = false } = {}) {
      talking = talk
      log.clear()
      team.greet()
      if (talk) team.talk()
      return timers.stop
    },
  })
}

function nameOf({ auth }: WireClient): string {
  return typeof auth === 'object' && auth !== null && 'token' in auth ? String(auth.token) : 'Somebody'
}
