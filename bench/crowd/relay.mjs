const batchMs = 20

/**
 * The least one could write by hand: members in a map, everybody to whoever comes, and what changed to all. It has no
 * limits, forgets nobody whose link breaks, and does not ask who somebody is.
 */
export function relay() {
  const sockets = new Set()
  const members = new Map()
  let changes = new Map()
  let revision = 0
  let everybody

  function tell() {
    const from = revision
    revision += changes.size
    const frame = diff(from, [...changes.values()])
    changes = new Map()
    for (const socket of sockets) socket.send(frame)
  }

  function diff(from, set) {
    return write({ kind: 'diff', from, revision, set })
  }

  function change(member) {
    members.set(member.id, member)
    everybody = undefined
    if (changes.size === 0) setTimeout(tell, batchMs)
    changes.set(member.id, member)
  }

  return {
    accept(socket) {
      let id
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
      socket.on('message', (data) => {
        const { kind, session, version, key, state } = JSON.parse(data).payload
        const now = Date.now()
        if (kind === 'enter') {
          id = session
          change({ id, version, key, state, since: now, at: now })
          socket.send(write({ kind: 'entered', id, key }))
          everybody ??= write({ kind: 'state', revision, now, grace: 0, members: [...members.values()] })
          socket.send(everybody)
          sockets.add(socket)
        } else change({ ...members.get(id), version, state, at: now })
      })
    },
  }
}

const write = (frame) => JSON.stringify({ type: 'presence', payload: { channel: 'board', ...frame } })
