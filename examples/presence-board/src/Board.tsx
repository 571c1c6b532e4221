import { useEffect } from 'react'
import { useAway } from 'wirehooks'
import type { Me } from './me'
import { NameField } from './NameField'
import { NoteForm } from './NoteForm'
import { People } from './People'
import type { Presence } from './shared'
import { Status } from './Status'
import { Surface } from './Surface'
import { Toast } from './Toast'

interface BoardProps {
  me: Me
  presence: Presence
  onRename: (name: string) => void
}

/** It does not know over what its presence comes. */
export function Board({ me, presence, onRename }: BoardProps) {
  const { update } = presence

  useEffect(() => update({ name: me.name }), [update, me.name])
  useAway(presence, { after: 60_000 })

  return (
    <div className="board">
      <aside aria-label="People">
        <Status presence={presence} />
        <NameField name={me.name} onRename={onRename} />
        <People presence={presence} />
      </aside>
      <main>
        <Toast presence={presence} />
        <Surface presence={presence} />
        <NoteForm presence={presence} />
      </main>
    </div>
  )
}
