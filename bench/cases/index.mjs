import { burst, messages, socketIO, sse } from './burst.mjs'
import { cells } from './cells.mjs'
import { crowds } from './crowd.mjs'
import { fanout, fanoutHooks } from './fanout.mjs'
import { first } from './first.mjs'
import { mount } from './mount.mjs'
import { offline } from './offline.mjs'
import { presence } from './presence.mjs'
import { sends } from './sends.mjs'

export const cases = [
  burst,
  messages,
  offline,
  fanout,
  fanoutHooks,
  cells,
  sends,
  mount,
  first,
  presence,
  ...crowds,
  sse,
  socketIO,
]
