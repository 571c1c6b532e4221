/// <reference types="vite/client" />

declare module 'virtual:docstrings' {
  const docstrings: Readonly<Record<string, import('./docstrings').Documented>>
  export default docstrings
}

declare module 'virtual:empty-database' {
  const url: string
  export default url
}
