/** The ways to keep presence that are made of a peer: see test/presenceConformance/backends.ts. */
export { hubRedis } from '../presenceConformance/adapters/hubRedis'
export { supabase } from '../presenceConformance/adapters/supabase'
