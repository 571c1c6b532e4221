import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

// In jsdom every update goes through `act`; in a real browser they come when they come.
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: navigator.userAgent.includes('jsdom') })

afterEach(cleanup)
