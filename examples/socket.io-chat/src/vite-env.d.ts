/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the chat server is; several, with commas between, stand in for each other. */
  readonly VITE_SERVER_URL?: string
}
