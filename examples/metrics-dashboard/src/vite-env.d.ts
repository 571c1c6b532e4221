/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** Where the metrics server is. */
  readonly VITE_SERVER_URL?: string
}
