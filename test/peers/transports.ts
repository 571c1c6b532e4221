/** The transports that are built on a peer dependency: see test/conformance/transports.ts. */
export { socketio } from '../conformance/adapters/socket.io'
export { supabase } from '../conformance/adapters/supabase'
