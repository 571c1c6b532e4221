import { useEffect, useState } from 'react'
import { type Me, onRename, rename, whoAmI } from './me'

/** Whoever sits in front of this page, and what gives them another name, in all their tabs. */
export function useMe(): [Me, (name: string) => void] {
  const [me, setMe] = useState(whoAmI)
  const { id } = me

  useEffect(() => onRename(id, (name) => setMe({ id, name })), [id])

  return [
    me,
    (name) => {
      rename(id, name)
      setMe({ id, name })
    },
  ]
}
