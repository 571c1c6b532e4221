import type { RefObject } from 'react'
import type { Item } from './conversation'
import { Message, type ShownLine } from './Message'
import type { Outgoing, useOutgoing } from './useOutgoing'

interface MessagesProps {
  scroller: RefObject<HTMLDivElement | null>
  me: string
  room: string
  items: readonly Item[]
  outbox: Pick<ReturnType<typeof useOutgoing>, 'outgoing' | 'retry' | 'discard'>
  /** All that was said before is here. */
  isComplete: boolean
  isOpen: boolean
}

export function Messages({ scroller, me, room, items, outbox, isComplete, isOpen }: MessagesProps) {
  const known = new Set(items.map(({ id }) => id))
  const waiting = outbox.outgoing.filter((message) => message.room === room && !known.has(message.id))
  const shown: readonly (Item | ShownLine)[] = [...items, ...waiting.map((message) => toLine(message, me))]

  return (
    <div
      ref={scroller}
      className="messages"
      role="log"
      aria-label={`Messages in ${room}`}
      aria-live="polite"
      // What scrolls must be within reach of a keyboard, in Safari too.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <ol aria-busy={!isComplete}>
        {isComplete && shown.length === 0 && <li className="notice">Nobody has said anything here yet.</li>}
        {shown.map((item, index) =>
          item.kind === 'notice' ? (
            <li key={item.id} className="notice">
              {item.text}
            </li>
          ) : (
            <Message
              key={item.id}
              line={item}
              isMine={item.from.name === me}
              isFirst={isFirst(item, shown[index - 1])}
              isOpen={isOpen}
              onRetry={outbox.retry}
              onDiscard={outbox.discard}
            />
          ),
        )}
      </ol>
    </div>
  )
}

function toLine(outgoing: Outgoing, me: string): ShownLine {
  const { id, text, at } = outgoing
  return { kind: 'line', id, text, at, from: { name: me }, outgoing }
}

/** Of several by the same person, shortly after each other. */
function isFirst({ from, at }: ShownLine, before: Item | undefined): boolean {
  return before?.kind !== 'line' || before.from.name !== from.name || at - before.at > 5 * 60_000
}
