import { closeSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs'

/** What is kept of each user: notifications, and events to go on from. */
const mostNotifications = 50
const mostEvents = 200
/** After so many more rows the file is written anew, with what is kept. */
const mostRows = 5000

/**
 * What every user has, and the last events that made it so, each a JSON line in a file. An event is in the file before
 * anybody hears of it, so that a process that is killed and started again goes on with the same ids.
 */
export function openInboxes(path, users) {
  const inboxes = new Map(users.map((user) => [user, { before: '0', events: [], notifications: [], job: null }]))
  let rows = 0

  for (const { user, inbox, event } of readRows(path)) {
    if (!inboxes.has(user)) continue
    if (inbox) inboxes.set(user, inbox)
    else apply(inboxes.get(user), event)
  }
  let file = rewrite()

  /** To another file first: there is a whole one at every moment. */
  function rewrite() {
    rows = 0
    const content = Array.from(inboxes, ([user, inbox]) => `${JSON.stringify({ user, inbox })}\n`)
    writeFileSync(`${path}.new`, content.join(''))
    renameSync(`${path}.new`, path)
    return openSync(path, 'a')
  }

  return {
    read: (user) => inboxes.get(user),

    add(user, name, data) {
      const inbox = inboxes.get(user)
      const event = { id: nextId(inbox), name, data }
      writeSync(file, `${JSON.stringify({ user, event })}\n`)
      apply(inbox, event)
      rows += 1
      if (rows > mostRows) {
        closeSync(file)
        file = rewrite()
      }
      return event
    },

    /** The events after the one with this id, or nothing when the log does not know it. */
    since(user, id) {
      const { before, events } = inboxes.get(user)
      const index = events.findIndex((event) => event.id === id)
      return index >= 0 || id === before ? events.slice(index + 1) : null
    },
  }
}

/** By the clock, so that even somebody who has outlived our file never brings the id of another event. */
function nextId({ before, events }) {
  return String(Math.max(Number(events.at(-1)?.id ?? before) + 1, Date.now()))
}

function apply(inbox, event) {
  inbox.events.push(event)
  if (inbox.events.length > mostEvents) inbox.before = inbox.events.shift().id
  change[event.name](inbox, event.data)
}

const change = {
  notification(inbox, notification) {
    inbox.notifications = [...inbox.notifications, notification].slice(-mostNotifications)
  },
  read(inbox, { ids }) {
    inbox.notifications = inbox.notifications.map((one) => (ids.includes(one.id) ? { ...one, isRead: true } : one))
  },
  job(inbox, job) {
    inbox.job = job
  },
}

function readRows(path) {
  // Opened to append, so that there is a file.
  const content = readFileSync(path, { encoding: 'utf8', flag: 'a+' })
  return content.split('\n').flatMap(parse)
}

/** Nothing of a row that was being written when the machine went down. */
function parse(row) {
  try {
    return [JSON.parse(row)]
  } catch {
    return []
  }
}
