/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the notification server is. */
  readonly VITE_SERVER_URL?: string
}
