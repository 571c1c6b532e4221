import { Avatar } from './Avatar'
import type { Item } from './conversation'
import type { Outgoing } from './useOutgoing'

/** A line, and what became of it so far when the server has not confirmed it. */
export type ShownLine = Extract<Item, { kind: 'line' }> & { readonly outgoing?: Outgoing }

interface MessageProps {
  line: ShownLine
  isMine: boolean
  isFirst: boolean
  isOpen: boolean
  onRetry: (id: string) => void
  onDiscard: (id: string) => void
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

export function Message({ line, isMine, isFirst, isOpen, onRetry, onDiscard }: MessageProps) {
  const { id, from, text, at, outgoing } = line
  const time = new Date(at)
  const trouble = outgoing?.trouble

  return (
    <li className={isMine ? 'message mine' : 'message'} data-first={isFirst} data-trouble={trouble?.kind}>
      {isFirst && !isMine && <Avatar name={from.name} />}
      <div className="bubble">
        <span className={isFirst && !isMine ? 'author' : 'unseen'}>{from.name} </span>
        <span className="text">{text}</span>
        <span className="details">
          <time dateTime={time.toISOString()}>{clock.format(time)}</time>
          {isMine && ` · ${outgoing ? stateOf(outgoing, isOpen) : 'sent'}`}
        </span>
      </div>
      {trouble?.kind === 'refused' && (
        <p className="refusal">
          {trouble.reason} <button onClick={() => onRetry(id)}>Try again</button>{' '}
          <button onClick={() => onDiscard(id)}>Discard</button>
        </p>
      )}
    </li>
  )
}

function stateOf({ trouble }: Outgoing, isOpen: boolean): string {
  if (trouble?.kind === 'refused') return 'not sent'
  if (trouble?.kind === 'unsure') return 'may have arrived, asking again…'
  if (!isOpen) return 'waiting for a connection'
  return trouble ? 'too fast, sent in a moment' : 'sending…'
}
