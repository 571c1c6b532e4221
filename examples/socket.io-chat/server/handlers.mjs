import { createLimit } from './limit.mjs'
import { isText, refuse } from './refusal.mjs'

/** What a page may ask for, by event. What they return is acknowledged; so is why they refuse. */
export function createHandlers({ chat, rooms, members, log, staff }) {
  return (socket) => {
    const { person } = socket.data
    const mayWrite = createLimit({ most: 5, per: 2000 })
    const mayAsk = createLimit({ most: 40, per: 2000 })

    function slowly(limit) {
      const retryAfter = limit()
      if (retryAfter > 0) refuse('You are too fast for this server.', { retryAfter })
    }

    function inside(room) {
      if (!socket.rooms.has(room) || room === socket.id) refuse('You are not in this room.')
      return room
    }

    return {
      async join(name) {
        slowly(mayAsk)
        const room = rooms.find((room) => room.name === name) ?? refuse('There is no such room.')
        if (room.isPrivate && !staff.has(person.name)) refuse('Only staff may enter this room.')
        await socket.join(name)
        members.changed(name)
        return { members: await members.list(name) }
      },
      async leave(name) {
        slowly(mayAsk)
        await socket.leave(inside(name))
        members.changed(name)
      },
      async history(name) {
        slowly(mayAsk)
        return { lines: await log.read(inside(name)) }
      },
      async say(name, line) {
        const { id, text } = Object(line)
        const room = inside(name)
        if (!isText(id, 64) || !isText(text, 2000)) refuse('A message has 1 to 2,000 characters.')
        slowly(mayWrite)
        const kept = await log.add(room, { id, from: person, text })
        if (kept.from.name !== person.name) refuse('Another message has this id.')
        // Also one that we had: the process that kept it may have died before it could tell.
        chat.to(room).emit('said', room, kept)
        return { id, at: kept.at }
      },
      typing(name) {
        slowly(mayAsk)
        socket.volatile.to(inside(name)).emit('typing', name, person)
      },
      hangUp() {
        socket.conn.close()
      },
    }
  }
}
