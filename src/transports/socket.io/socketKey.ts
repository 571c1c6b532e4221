/**
 * In the memory of a connection: its socket. It is the same from link to link, so that the server can recover its session.
 */
export const socketKey = 'socket'
