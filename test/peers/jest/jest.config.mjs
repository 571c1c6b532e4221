import { base } from '../../testing/msw/jest/base.mjs'
import esm from '../../testing/msw/jest/esm.config.mjs'

/** The tests of the mocks under Jest, with the oldest client of Socket.IO and what the README says that it needs. */
export default {
  ...esm,
  rootDir: '../../testing/msw/jest',
  setupFiles: ['<rootDir>/../../../peers/jest/setImmediate.mjs'],
  moduleNameMapper: {
    ...base.moduleNameMapper,
    '^socket\\.io-client$': '<rootDir>/../../../peers/oldest/node_modules/socket.io-client',
  },
}
