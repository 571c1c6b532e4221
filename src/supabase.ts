/**
 * The hook and the transport for Supabase Realtime. Needs `@supabase/supabase-js`.
 *
 * @module wirehooks/supabase
 */
'use client'

export {
  useSupabaseChannel,
  type Change,
  type ChannelDetails,
  type PresenceState,
  type RowsOf,
  type SupabaseChannelConnection,
  type SupabaseChannelView,
  type SupabaseEvents,
  type UseSupabaseChannelOptions,
} from './react/useSupabaseChannel'
export { supabaseChannel, type SupabaseChannelOptions, type SupabaseLike } from './transports/supabase'
export type { ChangeRequest } from './transports/supabase/changes'
export { supabasePresence } from './presence/supabasePresence'
