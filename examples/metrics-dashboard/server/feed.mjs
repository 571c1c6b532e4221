/** Samples in one piece of a backlog. */
const pieceSize = 1000
/** So many samples of backlogs are sent in one turn, to all links together: however many come back at once, nobody else waits. */
const mostInTurn = 5000
/** A link with more unsent bytes than this gets nothing more until its page has read some. */
const mostUnsent = 2 ** 18

/**
 * Sends every link the samples after the last that it has. What is due is taken from the history, and no link has a queue of
 * its own: one that does not read costs no memory. `run` says which run of the server counts the samples.
 */
export function createFeed({ run, history }) {
  /** Socket to the number it has last, and whether it has still to catch up. The next in turn is the first. */
  const places = new Map()

  function sendPiece(socket, place, count) {
    const texts = history.after(place.last, count)
    place.last += texts.length
    place.status = place.last === history.last ? 'live' : 'behind'
    send(socket, `{"type":"BACKLOG","payload":{"run":"${run}","samples":[${texts.join(',')}]}}`)
    return texts.length
  }

  function sendSamples(socket, place) {
    const texts = history.after(place.last, pieceSize)
    place.last += texts.length
    for (const text of texts) send(socket, `{"type":"SAMPLE","payload":${text}}`)
  }

  return {
    /** Goes on after the number `since` of the run `known`; from the oldest sample for a page that has none of ours. */
    resume(socket, { run: known, since }) {
      if (places.has(socket)) return
      const isOurs = known === run && Number.isInteger(since)
      places.set(socket, { status: 'behind', last: isOurs ? Math.min(since, history.last) : 0 })
    },

    leave(socket) {
      places.delete(socket)
    },

    /** Sends what is due. */
    turn() {
      let left = mostInTurn
      for (const [socket, place] of [...places]) {
        const oldest = history.first - 1
        if (socket.bufferedAmount > mostUnsent) {
          // It has not read for so long that the samples it needs are gone. Its page comes back and gets what there is.
          if (place.last < oldest) socket.terminate()
          continue
        }
        place.last = Math.max(place.last, oldest)
        if (place.status === 'live') sendSamples(socket, place)
        else if (left > 0) {
          left -= sendPiece(socket, place, Math.min(pieceSize, left))
          // The others first, before it gets its next piece.
          places.delete(socket)
          places.set(socket, place)
        }
      }
    },
  }
}

function send(socket, frame) {
  socket.send(frame, () => {}) // of a link that has just broken `close` tells
}
