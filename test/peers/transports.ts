/** The transports that are made of a peer: see test/conformance/transports.ts. */
export { socketio } from '../conformance/adapters/socket.io'
export { supabase } from '../conformance/adapters/supabase'
