import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'
import { connections } from 'wirehooks'
import { until } from '../../support/until'

/** For a file of tests with components; each ends with every connection at rest. */
export function setUpPage(): void {
  // What comes from the network comes when it comes, and not inside of `act`.
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false })
  configure({ asyncUtilTimeout: 10_000 })

  afterEach(async () => {
    cleanup()
    await until(connections, () => connections.getState().length === 0)
  })
}
