const mostRooms = 100
/** After a restart everybody comes back, for this many milliseconds, and nobody needs to hear of it. */
const settling = 30_000

/**
 * Who is where, and who hears of it. `send` carries one event to one link. A room that `isKept` refuses goes with the last who is
 * in it: else somebody could use up all rooms by walking through them.
 */
export function createRooms({ names, isKept, send }) {
  /** Room to person's id to `{ person, links, cancel }`: somebody may be there by several links, or just gone by none. */
  const rooms = new Map(names.map((name) => [name, new Map()]))
  const links = new Set()

  function tell(room, type, payload, except) {
    for (const link of links) if (link.room === room && link !== except) send(link, type, payload)
  }

  function tellCounts() {
    for (const link of links) send(link, 'ROOMS', counts())
  }

  function counts() {
    return Array.from(rooms, ([name, members]) => ({ name, people: members.size }))
  }

  function tellMembers(room) {
    tell(
      room,
      'MEMBERS',
      Array.from(rooms.get(room)?.values() ?? [], ({ person }) => person),
    )
  }

  /** Takes a link out of its room; its person too, unless another link is there within `patience` milliseconds. */
  function exit(link, patience) {
    const { room, person } = link
    const member = rooms.get(room)?.get(person.id)
    link.room = null
    if (!member?.links.delete(link) || member.links.size > 0) return
    clearTimeout(member.timer)
    if (patience > 0) member.timer = setTimeout(() => depart(room, person), patience)
    else depart(room, person)
  }

  function depart(room, person) {
    const members = rooms.get(room)
    members.delete(person.id)
    if (members.size === 0 && !names.includes(room) && !isKept(room)) rooms.delete(room)
    tell(room, 'LEFT', { room, person })
    tellMembers(room)
    tellCounts()
  }

  return {
    tell,
    has: (room) => rooms.has(room),
    links: () => links,

    /** A new link, in no room yet. */
    greet(link) {
      links.add(link)
      send(link, 'ROOMS', counts())
    },

    /** False when there are too many rooms. `isBack`: they were there before their link broke, or we did. */
    enter(link, room, { isBack }) {
      if (!rooms.has(room) && rooms.size >= mostRooms) return false
      if (link.room !== room) exit(link, 0)
      if (!rooms.has(room)) rooms.set(room, new Map())
      const members = rooms.get(room)
      const { person } = link
      const member = members.get(person.id)
      clearTimeout(member?.timer)
      if (member) member.links.add(link)
      else members.set(person.id, { person, links: new Set([link]) })
      link.room = room
      if (!member && !(isBack && performance.now() < settling)) tell(room, 'JOINED', { room, person }, link)
      tellMembers(room)
      tellCounts()
      return true
    },

    /** The link is gone. */
    leave(link, patience) {
      links.delete(link)
      if (link.room !== null) exit(link, patience)
    },
  }
}
