import { setTimeout as pause } from 'node:timers/promises'
import type { Servers } from './adapter'

/** How long those take at most who answer somebody who came, in milliseconds, with some to spare. */
const longest = 500

/** Until all has been said that belongs to coming in. Resolves to how much that was. */
export async function quiet(servers: Pick<Servers, 'heard'>): Promise<number> {
  for (let before = -1; before < servers.heard.length; await pause(longest)) before = servers.heard.length
  return servers.heard.length
}
