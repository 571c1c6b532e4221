declare const process: { env: { NODE_ENV?: string } }

/** Bundlers put the word in, and leave out of production builds what depends on it. */
export const isDevelopment = (): boolean => process.env.NODE_ENV !== 'production'

/** A hint for developers. */
export function warn(message: string): void {
  if (isDevelopment()) console.warn(`wirehooks: ${message}`)
}
