import { useLatest } from 'wirehooks'
import type { Room } from './useBoard'

/** What somebody else did last: read out, and not in the way. */
export function News({ room }: { room: Room }) {
  const news = useLatest(room, 'DID')
  return <output className="news">{news && `${news.person.name} ${news.deed}`}</output>
}
