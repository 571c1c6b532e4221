import { createAnswerLimit } from '../link/answerLimit'
import { createRateLimit } from '../link/rateLimit'
import type { ServerFrame } from '../../protocol/presence'
import type { PresenceLink } from './audience'
import type { Channel } from './channel'
import { type FrameLimits, readClientFrame } from './clientFrame'
import { type Authorize, createPlace, type LinkEnd, type Place } from './place'

/** What the server does for one link, whatever carries it. */
export interface Participant {
  /** Takes the data of a `presence` event. Whatever it is, it never throws. */
  receive(data: unknown): void
  /**
   * The link ended. Who used it is kept for the grace, or with `left` is gone at once. Resolves when the store knows.
   * @param how By default `dropped`.
   */
  close(how?: LinkEnd): Promise<void>
}

export interface ParticipantParts {
  link: PresenceLink
  limits: FrameLimits
  /** Who somebody is who says to be `claimed`; `undefined` when the server does not know. */
  keyOf(claimed?: string): string | undefined
  authorize: Authorize
  /** Opens a channel, for one more user. */
  openChannel(name: string): Channel
  /** One user less. */
  closeChannel(name: string): void
  failed(cause: unknown): void
}

const mostChannels = 64
/** A client that says more before it is answered is none of ours. */
const mostFramesWaiting = 1024
/** Too many requests: the client comes back slowly. */
const tooManyRequests = 4429
/** To enter and to watch ask the store for everybody. All that are in all channels may do it at once, after a link broke. */
const questions = { burst: 256, perSecond: 20 }

export function createParticipant(parts: ParticipantParts): Participant {
  const { link, limits, keyOf, authorize, openChannel, closeChannel, failed } = parts
  const places = new Map<string, Place>()
  const rateLimit = createRateLimit(questions)
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
      link,
      answer,
      keyOf,
      authorize,
      waitForTurn: rateLimit.wait,
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
    if (framesWaiting > mostFramesWaiting) link.close(tooManyRequests, 'says too much at once')
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
