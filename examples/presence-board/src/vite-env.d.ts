/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the server is. */
  readonly VITE_SERVER_URL?: string
  /** Of a project of your own. */
  readonly SUPABASE_URL?: string
  readonly SUPABASE_ANON_KEY?: string
}
