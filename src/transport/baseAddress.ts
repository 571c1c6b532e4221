/** What relative addresses are relative to: that of the document, which may have a `<base href>`, or of a worker. */
export function baseAddress(): string | undefined {
  return globalThis.document?.baseURI ?? globalThis.location?.href
}
