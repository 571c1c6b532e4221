import type { BackoffOptions } from 'wirehooks'

/** So that one need not wait to see it come back. Leave it out in an app. */
export const quick: BackoffOptions = { initialDelay: 200, maxDelay: 1500, minUptime: 1000 }
