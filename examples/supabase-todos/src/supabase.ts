import { createClient } from '@supabase/supabase-js'
import type { Database } from '../protocol'
import { LinkSocket, linkFetch } from './link'
import { patient } from './patient'

const { SUPABASE_URL, SUPABASE_ANON_KEY, VITE_SERVER_URL = 'http://127.0.0.1:8789' } = import.meta.env

/** The client as it is; in an app of your own it needs no `transport`, and `fetch` only to work offline. */
export const supabase = createClient<Database>(
  SUPABASE_URL ?? VITE_SERVER_URL,
  SUPABASE_ANON_KEY ?? 'sb_publishable_local',
  {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch: patient(linkFetch) },
    realtime: { transport: LinkSocket },
  },
)
