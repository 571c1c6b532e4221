import { base, tsconfig } from './base.mjs'

export default {
  ...base,
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '\\.tsx?$': ['ts-jest', { useESM: true, tsconfig: { ...tsconfig, module: 'ESNext', moduleResolution: 'Bundler' } }],
  },
}
