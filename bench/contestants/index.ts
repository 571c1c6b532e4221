import type { Contestant } from '../page/scene'
import { ceiling } from './ceiling'
import { context } from './context'
import { partysocket } from './partysocket'
import { raw } from './raw'
import { reactUseWebsocket } from './react-use-websocket'
import { wirehooks } from './wirehooks'

export const contestants: Record<string, Contestant> = {
  raw: withOneKindOfRow(raw),
  ceiling: withOneKindOfRow(ceiling),
  wirehooks,
  'react-use-websocket': reactUseWebsocket,
  partysocket,
  'react context': context,
}

/** Written by hand, rows are the same whether or not they ask for the connection themselves. */
function withOneKindOfRow(contestant: Contestant): Contestant {
  return contestant.rows ? { ...contestant, rowsWithHooks: contestant.rows } : contestant
}
