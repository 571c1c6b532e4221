import { useState } from 'react'
import { usePresenceEvent } from 'wirehooks'
import type { Presence } from './shared'

/** Who came and who went. It is there before it says something, so that it is read out. */
export function Toast({ presence }: { presence: Presence }) {
  const [cameAt] = useState(Date.now)
  const [news, setNews] = useState({ text: '', at: 0 })

  usePresenceEvent(presence, 'join', ({ state, since }) => {
    // Whoever was here before us did not come.
    if (since > cameAt) setNews({ text: `${state.name} is here`, at: Date.now() })
  })
  usePresenceEvent(presence, 'leave', ({ state }) => setNews({ text: `${state.name} has left`, at: Date.now() }))

  return (
    <output className="toast">
      {/* Another one begins anew, and fades by itself. */}
      <span key={news.at}>{news.text}</span>
    </output>
  )
}
