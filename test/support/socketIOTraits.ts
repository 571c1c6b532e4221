import { Socket } from 'socket.io-client'

/** `emitWithAck` came with version 4.6. */
const isOlder = !('emitWithAck' in Socket.prototype)

/** What the version of Socket.IO under test can do, and an older one cannot: the suites run over both. */
export const socketIOTraits = {
  /** A server keeps a session for a client whose link broke. Since version 4.6. */
  recovers: !isOlder,
  /** A socket has the options `ackTimeout` and `retries`. Since version 4.6. */
  retries: !isOlder,
  /** A client ends a link over which a frame comes that it cannot read; an older one throws. Since version 4.6. */
  leavesBadFrames: !isOlder,
  /** A client keeps cookies in Node, too. Since version 4.7. */
  keepsCookies: !isOlder,
}
