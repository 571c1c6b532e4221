import type { Contestant } from '../page/scene'
import { ceiling } from './ceiling'
import { context } from './context'
import { partysocket } from './partysocket'
import { raw } from './raw'
import { reactUseWebsocket } from './react-use-websocket'
import { wirehooks } from './wirehooks'

export const contestants: Record<string, Contestant> = {
  raw,
  ceiling,
  wirehooks,
  'react-use-websocket': reactUseWebsocket,
  partysocket,
  'react context': context,
}
