/**
 * The ways to keep presence that the suite holds to what presence promises: every behaviour runs over every one of them.
 *
 * To add one, add a line here, and the adapter that it names: how an application makes a connection to it, how its
 * servers are started, and what one that is no friend says. `support/adapter.ts` has the words.
 */
export { hub } from './adapters/hub'
export { hubRedis } from './adapters/hubRedis'
export { python } from './adapters/python'
export { socketIO } from './adapters/socketIO'
export { supabase } from './adapters/supabase'
