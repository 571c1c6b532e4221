import { Socket } from 'socket.io-client'

/** A socket since version 4.6 has this function. */
const hasEmitWithAck = 'emitWithAck' in Socket.prototype

/**
 * What the version of Socket.IO under test can do, and an older one cannot. The suites run over 4.5 and over the newest version,
 * and over none between, so that one sign stands for all that came since 4.6.
 */
export const socketIOTraits = {
  /** A server keeps a session for a client whose link broke. Since version 4.6. */
  recovers: hasEmitWithAck,
  /** A socket has the options `ackTimeout` and `retries`. Since version 4.6. */
  retries: hasEmitWithAck,
  /** A client ends a link over which a frame comes that it cannot read; an older one throws. Since version 4.6. */
  leavesBadFrames: hasEmitWithAck,
  /** A client keeps cookies in Node, too. Since version 4.7. */
  keepsCookies: hasEmitWithAck,
}
