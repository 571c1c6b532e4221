import { HttpResponse } from 'msw'
import { type WireServer, wireHandlers } from 'wirehooks/testing/msw'
import { type Job, type User, users } from '../../../examples/sse-notifications/protocol'
import { type CaseServer, createCaseServer } from './caseServer'
import { createInbox, type Inbox, type InboxEvent } from './inbox'
import type { Question } from './through'
import { createTimers } from './timers'
import { turns } from './turns'

const origin = 'http://127.0.0.1:8788'

const notes = [
  'Lunch is ready',
  'The printer on the second floor works again',
  'Your pull request was merged',
  'Fire drill at three, please take the stairs',
  'Somebody left a bicycle in the meeting room',
  'The nightly build is green',
]
/** In milliseconds: between two notes, until an answer, and between two steps of a job. */
const pace = { note: 9000, answer: 900, job: 150 }

/** The server of the notifications, and the colleague who sends them. */
export interface NotificationServer extends CaseServer {
  /** Begins with empty inboxes. Whoever is not at this page sends notes and answers, if they `talk`. Returns what ends it. */
  begin(options?: { talk?: boolean }): () => void
}

export function createNotificationServer(): NotificationServer {
  const timers = createTimers()
  const cutUntil = new Map<User, number>()
  const inboxes = new Map<User, Inbox>()
  let reader: User = 'ada'
  const nextNote = turns(notes)
  let talking = false

  const wires = new Map(users.map((user) => [user, streamOf(user)]))

  const inboxOf = (user: User): Inbox => {
    const inbox = inboxes.get(user) ?? createInbox(Date.now())
    inboxes.set(user, inbox)
    return inbox
  }

  function streamOf(user: User): WireServer {
    return wireHandlers(`${origin}/users/${user}/events`, {
      opened(client) {
        if (userOf(client.request) !== user) return client.drop(4401)
        if ((cutUntil.get(user) ?? 0) > Date.now()) return client.drop(4503)
        reader = user
        for (const { id, name, data } of inboxOf(user).since(client.lastEventId)) client.message(name, data, { id })
      },
    })
  }

  function tell(user: User, event: InboxEvent | null): void {
    if (event) wires.get(user)?.message(event.name, event.data, { id: event.id })
  }

  function notify(user: User, text: string, id: string = crypto.randomUUID()): void {
    tell(user, inboxOf(user).notify(id, otherThan(user), text))
  }

  function work(user: User, job: Job): void {
    tell(user, inboxOf(user).work(job))
    if (job.state === 'done') return
    const percent = Math.min(100, job.percent + 4)
    timers.after(pace.job, () => work(user, { ...job, percent, state: percent === 100 ? 'done' : 'running' }))
  }

  const server = createCaseServer(
    origin,
    {
      /** A name is as good as a token here. Another example asks at the same address for something else. */
      async '/login'({ request }) {
        const { user } = await bodyOf(request.clone())
        return user === undefined ? undefined : HttpResponse.json({ token: user })
      },
      '/users/:user/notifications': asUser(async (me, { request }) => {
        const { id = '', text = '' } = await bodyOf(request)
        notify(otherThan(me), text, id)
        if (talking) timers.after(pace.answer, () => notify(me, `Thanks for “${text}”`))
        return HttpResponse.json({ id }, { status: 201 })
      }),
      '/users/:user/read': asUser(async (me, { request }) => {
        const { ids = [] } = await bodyOf(request)
        tell(me, inboxOf(me).read(ids))
        return new HttpResponse(null, { status: 204 })
      }),
      '/jobs': asUser((me) => {
        if (inboxOf(me).job?.state === 'running')
          return HttpResponse.json({ error: 'A job is running already.' }, { status: 409 })
        work(me, { id: crypto.randomUUID(), percent: 0, state: 'running' })
        return HttpResponse.json(inboxOf(me).job, { status: 202 })
      }),
      '/cut': asUser(async (me, { request }) => {
        const { seconds = 0 } = await bodyOf(request)
        cutUntil.set(me, Date.now() + seconds * 1000)
        wires.get(me)?.drop()
        return new HttpResponse(null, { status: 204 })
      }),
    },
    [...wires.values()],
  )

  return Object.assign(server, {
    begin({ talk = false } = {}) {
      talking = talk
      reader = 'ada'
      cutUntil.clear()
      inboxes.clear()
      for (const text of ['Welcome to the third floor', 'Your badge is at the front desk']) notify('ada', text)
      notify('grace', 'Welcome back')
      if (talk) timers.every(pace.note, () => notify(reader, nextNote()))
      return timers.stop
    },
  })
}

type OfUser = (me: User, question: Question) => Promise<Response> | Response

function asUser(answer: OfUser): (question: Question) => Promise<Response> | Response {
  return (question) => {
    const me = userOf(question.request)
    return me ? answer(me, question) : HttpResponse.json({ error: 'Who are you?' }, { status: 401 })
  }
}

function userOf(request: Request | null): User | undefined {
  const name = request?.headers.get('authorization')?.replace('Bearer ', '')
  return users.find((user) => user === name)
}

function otherThan(user: User): User {
  return user === 'ada' ? 'grace' : 'ada'
}

interface Body {
  readonly user?: User
  readonly id?: string
  readonly text?: string
  readonly ids?: readonly string[]
  readonly seconds?: number
}

async function bodyOf(request: Request): Promise<Body> {
  return (await request.json()) as Body
}
