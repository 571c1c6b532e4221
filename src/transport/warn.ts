/** A hint for developers. Call it where `process.env.NODE_ENV !== 'production'`, which bundlers leave out. */
export function warn(message: string): void {
  console.warn(`wirehooks: ${message}`)
}
