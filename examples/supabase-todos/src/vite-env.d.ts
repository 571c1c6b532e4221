/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the stand-in for a project is. */
  readonly VITE_SERVER_URL?: string
  /** Of a project of your own. */
  readonly SUPABASE_URL?: string
  readonly SUPABASE_ANON_KEY?: string
}
