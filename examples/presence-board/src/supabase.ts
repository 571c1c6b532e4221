import { createClient } from '@supabase/supabase-js'

const { SUPABASE_URL, SUPABASE_ANON_KEY, VITE_SERVER_URL = 'http://127.0.0.1:8791' } = import.meta.env

/** The client as it is. */
export const supabase = createClient(
  SUPABASE_URL ?? `${VITE_SERVER_URL}/supabase`,
  SUPABASE_ANON_KEY ?? 'sb_publishable_local',
  { auth: { persistSession: false, autoRefreshToken: false } },
)
