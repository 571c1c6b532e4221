import { HttpHandler } from 'msw'

/** What mocks need of MSW: handlers that choose requests by a function, and WebSockets that wait for their server. */
export const oldMSWMessage =
  'wirehooks/testing/msw needs msw 2.13.0 or newer, and an older one is installed: npm install --save-dev msw@2'

/**
 * Throws where MSW is too old. Before 2.13, the constructor of a handler takes no function in the place of a path.
 * The version number itself cannot be read: MSW does not export it.
 */
export function requireRecentMSW(): void {
  try {
    void new HttpHandler(
      'OPTIONS',
      () => false,
      () => {},
    )
  } catch (cause) {
    throw new Error(oldMSWMessage, { cause })
  }
}
