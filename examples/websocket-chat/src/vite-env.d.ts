/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the chat server is. */
  readonly VITE_SERVER_URL?: string
}
