/** The ways to keep presence that are built on a peer dependency: see test/presenceConformance/backends.ts. */
export { hubRedis } from '../presenceConformance/adapters/hubRedis'
export { supabase } from '../presenceConformance/adapters/supabase'
