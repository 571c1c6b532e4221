import { useOthers } from 'wirehooks'
import { Person } from './Person'
import type { Presence } from './shared'
import { useSelf } from './useSelf'

/** Who is here. It renders when somebody comes or goes; whoever changes renders their own line. */
export function People({ presence }: { presence: Presence }) {
  const keys = useOthers(presence, (others) => others.map(({ key }) => key))
  return (
    <ul className="people" aria-label="Here now">
      <Self presence={presence} />
      {keys.map((key) => (
        <Other key={key} id={key} presence={presence} />
      ))}
    </ul>
  )
}

function Self({ presence }: { presence: Presence }) {
  return <Person person={useSelf(presence)} isSelf />
}

function Other({ id, presence }: { id: string; presence: Presence }) {
  const person = useOthers(presence, (others) => others.find(({ key }) => key === id))
  return person && <Person person={person} />
}
