import { createAnswerLimit } from '../link/answerLimit'
import { createRateLimit } from '../link/rateLimit'
import type { ServerFrame } from '../../protocol/presence'
import type { Channel } from './channel'
import { type FrameLimits, readClientFrame } from './clientFrame'
import { createPlace, type LinkEnd, mostSessionsInChannel, type Place } from './place'
import type { Visitor } from './visitor'

/** What the server does for one link, whatever carries it. */
export interface Participant {
  /** Takes the data of a `presence` event. Whatever it is, it never throws. */
  receive(data: unknown): void
  /**
   * The link ended. Its sessions are kept for the grace, or with `left` are gone at once. Resolves when the store knows.
   * @param how By default `dropped`.
   */
  close(how?: LinkEnd): Promise<void>
}

export interface ParticipantParts {
  visitor: Visitor
  limits: FrameLimits
  /** Opens a channel, for one more user. */
  openChannel(name: string): Channel
  /** Closes a channel for one of its users. */
  closeChannel(name: string): void
  failed(cause: unknown): void
}

const mostChannels = 64
/** When a link comes back, all its sessions enter at once. */
const mostSessions = mostChannels * mostSessionsInChannel
/** A session may leave before the answer to its `enter` has come, which makes two frames. No client of this package has more waiting. */
const mostFramesWaiting = 2 * mostSessions
/** The close code for too many requests: the client comes back slowly. */
const tooManyRequestsCode = 4429
/** For `enter` and `watch`: each asks the application, and is answered with everybody who is there. */
const questionLimit = { burst: mostSessions, perSecond: 20 }
/** For `set`: each writes to the store. A client says ten a second for each of its sessions. */
const setLimit = { burst: mostSessions, perSecond: 640 }

export function createParticipant(parts: ParticipantParts): Participant {
  const { visitor, limits, openChannel, closeChannel, failed } = parts
  const { link } = visitor
  const places = new Map<string, Place>()
  const questions = createRateLimit(questionLimit)
  const sets = createRateLimit(setLimit)
  const answers = createAnswerLimit(link)
  let framesWaiting = 0
  let isClosed = false

  function answer(frame: ServerFrame): void {
    link.send(frame)
    answers.count()
  }

  function placeIn(name: string): Place | undefined {
    const known = places.get(name)
    if (known || places.size >= mostChannels) return known
    let isOpen = false
    const place = createPlace({
      name,
      visitor,
      answer,
      waitForTurn: questions.wait,
      waitToSet: sets.wait,
      failed,
      openChannel() {
        isOpen = true
        return openChannel(name)
      },
      closed() {
        places.delete(name)
        if (isOpen) closeChannel(name)
      },
    })
    places.set(name, place)
    return place
  }

  function take(data: unknown): void {
    const frame = readClientFrame(data, limits)
    if (!frame) return
    if (frame.kind === 'refused') return answer(frame)
    const { channel, ref } = frame
    const place = placeIn(channel)
    if (!place) {
      const message = `The most is ${mostChannels} channels on one link`
      return answer({ kind: 'refused', channel, ref, code: 'too-many', message })
    }
    framesWaiting += 1
    void place.receive(frame).finally(() => {
      framesWaiting -= 1
    })
    if (framesWaiting > mostFramesWaiting) link.close(tooManyRequestsCode, 'says too much at once')
  }

  return {
    receive(data) {
      if (isClosed) return
      try {
        take(data)
      } catch (cause) {
        failed(cause)
      }
    },
    async close(how = 'dropped') {
      isClosed = true
      await Promise.all(Array.from(places.values(), (place) => place.close(how)))
    },
  }
}
