// What the section about presence speaks of in more than one block: a server.

import { WebSocketServer } from 'ws'
import { createPresence, type PresenceServer } from 'wirehooks/server'

export const presence: PresenceServer = createPresence()

export const server: WebSocketServer = new WebSocketServer({ noServer: true })
