/**
 * The transports that the suite holds to what connections promise: every behaviour runs over every one of them.
 *
 * To add one, add a line here, and the adapter that it names: how an application makes the transport and its hook, and
 * how a real server of that kind takes a link, says something, refuses somebody and leaves. `support/adapter.ts` has the
 * words, `adapters/websocket.ts` is an example. What a transport says of itself in `does` decides the rest: one that
 * cannot send must refuse to, and one that does not notice a silent server itself is given `heartbeat`.
 */
export { eventsource } from './adapters/eventsource'
export { socketio } from './adapters/socket.io'
export { supabase } from './adapters/supabase'
export { websocket } from './adapters/websocket'
