import type { RefObject } from 'react'
import type { Person } from '../protocol'
import { Avatar } from './Avatar'
import type { Item } from './conversation'
import type { Outgoing } from './useOutgoing'

interface MessagesProps {
  scroller: RefObject<HTMLDivElement | null>
  me: Person
  room: string
  items: readonly Item[]
  outgoing: readonly Outgoing[]
  refusal: string | null | undefined
}

export function Messages({ scroller, me, room, items, outgoing, refusal }: MessagesProps) {
  const known = new Set(items.map(({ id }) => id))
  const shown = [...items, ...outgoing.filter(({ id }) => !known.has(id)).map((message) => toItem(message, me))]

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
      <ol aria-busy={refusal === undefined}>
        {refusal && <li className="notice">{refusal}</li>}
        {refusal === null && shown.length === 0 && <li className="notice">Nobody has said anything here yet.</li>}
        {shown.map((item, index) =>
          item.kind === 'notice' ? (
            <li key={item.id} className="notice">
              {item.text}
            </li>
          ) : (
            <Message
              key={item.id}
              line={item}
              isMine={item.from.id === me.id}
              isFirst={isFirst(item, shown[index - 1])}
            />
          ),
        )}
      </ol>
    </div>
  )
}

type ShownLine = Extract<Item, { kind: 'line' }> & { readonly state?: string }

function toItem({ id, text, at, refusal }: Outgoing, from: Person): ShownLine {
  return { kind: 'line', seq: Infinity, id, from, text, at, state: refusal ?? 'sending…' }
}

/** Of several by the same person, shortly after each other. */
function isFirst({ from, at }: ShownLine, before: Item | undefined): boolean {
  return before?.kind !== 'line' || before.from.id !== from.id || at - before.at > 5 * 60_000
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

function Message({ line, isMine, isFirst }: { line: ShownLine; isMine: boolean; isFirst: boolean }) {
  const { from, text, at, state = 'sent' } = line
  const time = new Date(at)

  return (
    <li className={isMine ? 'message mine' : 'message'} data-first={isFirst}>
      {isFirst && !isMine && <Avatar name={from.name} />}
      <div className="bubble">
        <span className={isFirst && !isMine ? 'author' : 'unseen'}>{from.name} </span>
        <span className="text">{text}</span>
        <span className="details">
          <time dateTime={time.toISOString()}>{clock.format(time)}</time>
          {isMine && ` · ${state}`}
        </span>
      </div>
    </li>
  )
}
