import type { BrowserTest } from '../browserTest'
import { checkClosing } from './closing'
import { checkEventSource } from './eventSource'
import { checkHydration } from './hydration'
import { checkMounting } from './mounting'
import { checkPageLife } from './pageLife'
import { checkPresence } from './presence'
import { checkReconnecting } from './reconnecting'
import { checkSocketIO } from './socketIO'
import { checkStorage } from './storage'
import { checkWebSocket } from './webSocket'
import { checkWorkers } from './workers'

/** Everything that the library promises in a browser. */
const checks = [
  checkWebSocket,
  checkClosing,
  checkReconnecting,
  checkMounting,
  checkEventSource,
  checkSocketIO,
  checkStorage,
  checkPresence,
  checkPageLife,
  checkHydration,
  checkWorkers,
]

/** Registers all checks as tests. */
export function checkLibrary(test: BrowserTest): void {
  for (const check of checks) check(test)
}
