/** How often to look for people whose process died and could not say that they left, in milliseconds. */
const often = 10_000

/**
 * Who is in a room, whichever process they are connected to. Every process looks for itself, one look after the other,
 * and tells its own people what has changed since the last: so news are in order, and start where the answer of `list`
 * ends. `isAlone`: there are no other processes.
 */
export function createMembers(chat, { isAlone }) {
  /** Room to names, as our people know it. */
  const known = new Map()
  /** Room to the look that is under way, and to the one after it. */
  const looks = new Map()
  const timers = new Set()

  async function look(room) {
    const sockets = await chat.in(room).fetchSockets()
    const names = new Set(sockets.map(({ data }) => data.person.name))
    const before = known.get(room) ?? names
    const ours = chat.local.in(room)
    for (const name of names) if (!before.has(name)) ours.emit('joined', room, { name })
    for (const name of before) if (!names.has(name)) ours.emit('left', room, { name })
    if (chat.adapter.rooms.has(room)) known.set(room, names)
    else known.delete(room)
    return Array.from(names, (name) => ({ name }))
  }

  /** A look that starts after this call: whoever waits for the next one shares it. */
  function lookAgain(room) {
    const { now, next } = looks.get(room) ?? {}
    if (next) return next
    const started = (now ?? Promise.resolve())
      .catch(() => {})
      .then(() => {
        looks.set(room, { now: started })
        return look(room)
      })
    looks.set(room, { now, next: started })
    return started
  }

  function lookQuietly(room) {
    if (chat.adapter.rooms.has(room) || known.has(room)) lookAgain(room).catch((error) => console.error(error.message))
  }

  chat.on('changed', lookQuietly) // from another process
  const looking = isAlone ? undefined : setInterval(() => [...known.keys()].forEach(lookQuietly), often)

  /** Somebody came or went. */
  function changed(room) {
    lookQuietly(room)
    if (!isAlone) chat.serverSideEmit('changed', room)
  }

  return {
    list: lookAgain,
    changed,
    /** Somebody may have gone, which is known for sure after so many milliseconds. */
    changedIn(milliseconds, room) {
      const timer = setTimeout(() => {
        timers.delete(timer)
        changed(room)
      }, milliseconds)
      timers.add(timer)
    },
    stop() {
      clearInterval(looking)
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
