import type { ReactElement } from 'react'
import type { Status } from 'wirehooks'

const tones: Readonly<Record<Status, 'quiet' | 'busy' | 'good' | 'bad'>> = {
  idle: 'quiet',
  connecting: 'busy',
  open: 'good',
  reconnecting: 'busy',
  closed: 'quiet',
  failed: 'bad',
}

/** The status in its own word; a screen reader says every change. */
export function StatusBadge({ status }: { status: Status }): ReactElement {
  return (
    <output className="status" data-tone={tones[status]}>
      {status}
    </output>
  )
}
