// The other end of the stream: node server.mjs
//
// PORT (8788; 0 for any that is free), LOG (the file that keeps notifications and events), TOKEN_LIFETIME and KEEP_ALIVE
// (milliseconds) may be set.

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import { cors } from './server/cors.mjs'
import { openInboxes } from './server/inboxes.mjs'
import { readId, readIds, readSeconds, readText, Refusal } from './server/input.mjs'
import { createJobs } from './server/jobs.mjs'
import { createLimit } from './server/limit.mjs'
import { createStreams } from './server/streams.mjs'
import { createTokens } from './server/tokens.mjs'

const { PORT = '8788', LOG = join(tmpdir(), 'wirehooks-notifications.jsonl') } = process.env
const { TOKEN_LIFETIME = '60000', KEEP_ALIVE = '30000' } = process.env

const users = ['ada', 'grace']
const mostStreams = 20
/** What one user may ask in so many milliseconds. */
const allowance = { most: 250, per: 10_000 }

const tokens = createTokens({ lifetime: Number(TOKEN_LIFETIME) })
const inboxes = openInboxes(LOG, users)
const streams = createStreams({ keepAlive: Number(KEEP_ALIVE) })
const jobs = createJobs({ tell: (user, job) => tell(user, 'job', job) })
const limits = new Map(users.map((user) => [user, createLimit(allowance)]))
/** User to when they may open a stream again: see `/cut`. */
const cutUntil = new Map()

function tell(user, name, data) {
  streams.send(user, inboxes.add(user, name, data))
}

const app = express()
  .disable('x-powered-by')
  .use(cors, express.json({ limit: '4kb' }))

app.post('/login', ({ body }, response) => {
  const user = readUser(body?.user)
  response.json({ token: tokens.make(user) })
})

app.use((request, response, next) => {
  const user = tokens.read(request.get('authorization')?.replace(/^Bearer /i, '') ?? '')
  if (!user) throw new Refusal(401, 'The token is missing or too old.', { 'www-authenticate': 'Bearer' })
  const wait = limits.get(user)()
  if (wait > 0) throw tooFast(wait)
  response.locals.me = user
  next()
})

app.get('/users/:user/events', ({ params, headers }, response) => {
  const user = readMe(params, response)
  const seconds = Math.ceil(((cutUntil.get(user) ?? 0) - Date.now()) / 1000)
  if (seconds > 0) throw new Refusal(503, 'You wanted to be cut off.', { 'retry-after': String(seconds) })
  if (streams.count(user) >= mostStreams) throw new Refusal(429, 'You have enough streams.', { 'retry-after': '10' })
  const events = inboxes.since(user, headers['last-event-id']) ?? everything(inboxes.read(user))
  streams.open(user, response, events, { retry: 500 })
})

/** For a newcomer. The id comes with the last event: whoever got less is a newcomer still. */
function everything({ before, events, notifications, job }) {
  const inbox = { id: events.at(-1)?.id ?? before, name: 'inbox', data: { notifications } }
  return job ? [{ name: 'job', data: job }, inbox] : [inbox]
}

app.post('/users/:user/notifications', ({ params, body }, response) => {
  const user = readUser(params.user)
  const notification = { id: readId(body?.id), from: response.locals.me, text: readText(body?.text) }
  // Sent again by somebody who could not know that it had arrived.
  const isNew = inboxes.read(user).notifications.every(({ id }) => id !== notification.id)
  if (isNew) tell(user, 'notification', { ...notification, at: Date.now(), isRead: false })
  response.status(isNew ? 201 : 200).json({ id: notification.id })
})

app.post('/users/:user/read', ({ params, body }, response) => {
  tell(readMe(params, response), 'read', { ids: readIds(body?.ids) })
  response.sendStatus(204)
})

app.post('/jobs', (_, response) => {
  const { me } = response.locals
  if (inboxes.read(me).job?.state === 'running') throw new Refusal(409, 'A job is running already.')
  response.status(202).json(jobs.start(me))
})

/** Drops the streams of whoever asks, and opens none for so many seconds. */
app.post('/cut', ({ body }, response) => {
  const { me } = response.locals
  cutUntil.set(me, Date.now() + readSeconds(body?.seconds) * 1000)
  streams.cut(me)
  response.sendStatus(204)
})

app.use(() => {
  throw new Refusal(404, 'There is nothing here.')
})

// Express knows it by its four parameters.
app.use((error, _request, response, _next) => {
  const { status = 500, headers = {} } = error
  if (status >= 500 && !(error instanceof Refusal)) console.error(error)
  const message = status < 500 || error instanceof Refusal ? error.message : 'The server could not do this.'
  response.status(status).set(headers).json({ error: message })
})

function tooFast(wait) {
  return new Refusal(429, 'You are too fast for this server.', { 'retry-after': String(Math.ceil(wait / 1000)) })
}

function readUser(value) {
  if (users.includes(value)) return value
  throw new Refusal(404, 'There is no such user.')
}

function readMe(params, response) {
  const user = readUser(params.user)
  if (user !== response.locals.me) throw new Refusal(403, 'This belongs to somebody else.')
  return user
}

const server = app.listen(Number(PORT), '127.0.0.1', (error) => {
  if (error) {
    console.error(`notification server: ${error.message}`)
    process.exit(1)
  }
  console.log(`notification server: http://127.0.0.1:${server.address().port}`)
  for (const user of users) jobs.resume(user, inboxes.read(user).job)
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)

function stop() {
  jobs.close()
  streams.close()
  server.close(() => process.exit(0))
  setTimeout(() => process.exit(0), 100)
}
