import type { BrowserTest } from '../browserTest'
import { checkClosing } from './closing'
import { checkEventSource } from './eventSource'
import { checkForbidden } from './forbidden'
import { checkHydration } from './hydration'
import { checkMounting } from './mounting'
import { checkPageLife } from './pageLife'
import { checkPresence } from './presence'
import { checkReconnecting } from './reconnecting'
import { checkRooms } from './rooms'
import { checkSocketIO } from './socketIO'
import { checkStorage } from './storage'
import { checkVersion } from './version'
import { checkWebSocket } from './webSocket'
import { checkWorkers } from './workers'
import { checkWrappers } from './wrappers'

/**
 * What of the library may differ from browser to browser: its links over the network, the life of its page, storages, workers,
 * rendering. Supabase is not among it, and no option that only computes: those have their tests in Node, in jsdom, and in
 * Chromium.
 */
const checks = [
  checkVersion,
  checkWebSocket,
  checkClosing,
  checkReconnecting,
  checkMounting,
  checkEventSource,
  checkSocketIO,
  checkStorage,
  checkRooms,
  checkPresence,
  checkPageLife,
  checkForbidden,
  checkHydration,
  checkWorkers,
  checkWrappers,
]

/** Registers all checks as tests. */
export function checkLibrary(test: BrowserTest): void {
  for (const check of checks) check(test)
}
