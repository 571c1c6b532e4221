/** What mocks need of MSW: handlers that choose requests by a function, and WebSockets that wait for their server. */
export const tooOld =
  'wirehooks/testing/msw needs msw 2.13.0 or newer, and an older one is installed: npm install --save-dev msw@2'

/** Makes something of MSW. Throws an error that names the version which is needed, where MSW does not know how. */
export function withRecentMSW<Made>(make: () => Made): Made {
  try {
    return make()
  } catch (cause) {
    throw new Error(tooOld, { cause })
  }
}
